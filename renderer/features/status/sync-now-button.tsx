import { Button } from '@mantine/core';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useSession } from '../session/desk-context.tsx';
import { t } from '../../text/t.ts';
import { useSync } from './use-sync.ts';

/** *Sync now*, and while a sync runs its *Cancel*. */
export function SyncNowButton({ compact = false }: { compact?: boolean }) {
  const { running, start, cancel } = useSync();
  const ready = useSession(({ report }) => report?.ready ?? false);
  const size = compact ? 'compact-sm' : 'sm';
  if (running)
    return (
      <Button
        size={size}
        variant="default"
        leftSection={<IconPlayerStop size={15} aria-hidden />}
        onClick={cancel}
      >
        {t('status.cancelSync')}
      </Button>
    );
  return (
    <Button
      size={size}
      variant={compact ? 'subtle' : 'filled'}
      disabled={!ready}
      leftSection={<IconRefresh size={15} aria-hidden />}
      onClick={start}
    >
      {t('status.syncNow')}
    </Button>
  );
}
