import { IconAlertTriangle, IconCheck, IconDeviceDesktop } from '@tabler/icons-react';
import type { RecordSyncStatus } from '../../shared/api/records.ts';
import { recordStatusWords } from '../text/sync-words.ts';
import { ToneBadge } from './tone-badge.tsx';

const icons: Readonly<Record<RecordSyncStatus, typeof IconCheck>> = {
  synced: IconCheck,
  pending: IconDeviceDesktop,
  conflict: IconAlertTriangle,
  rejected: IconAlertTriangle,
};

/** Whether a record is safe on the server. Safe is the usual case and stays quiet. */
export function RecordBadge({ status }: { status: RecordSyncStatus }) {
  const Icon = icons[status];
  const { label, tone, explanation } = recordStatusWords[status];
  return (
    <span title={explanation}>
      <ToneBadge tone={tone} plain={status === 'synced'} icon={<Icon size={14} aria-hidden />}>
        {label}
      </ToneBadge>
    </span>
  );
}
