import type { BackupStatus } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { formatRelative } from '../../text/times.ts';
import { useNow } from '../../ui/use-now.ts';

/** `Last verified backup: 3 h ago` */
export function useAlarmTitle({ lastVerifiedAt }: Pick<BackupStatus, 'lastVerifiedAt'>): string {
  const now = useNow();
  if (lastVerifiedAt === null) return t('backups.noneVerified');
  const at = Math.max(now, Date.parse(lastVerifiedAt));
  return t('backups.lastVerified', { ago: formatRelative(lastVerifiedAt, at) });
}
