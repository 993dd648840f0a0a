import {
  IconAlertTriangle,
  IconCheck,
  IconCircleX,
  IconPlayerStop,
  IconRefresh,
} from '@tabler/icons-react';
import type { SyncReport } from '../../../shared/api/sync.ts';
import { runLabel, runTones } from '../../text/sync-words.ts';
import { ToneBadge } from '../../ui/tone-badge.tsx';

const icons: Readonly<Record<SyncReport['status'], typeof IconCheck>> = {
  running: IconRefresh,
  success: IconCheck,
  partial: IconAlertTriangle,
  failed: IconCircleX,
  cancelled: IconPlayerStop,
};

/** How a sync went. That one went well is usual and stays quiet. */
export function RunBadge({ status }: { status: SyncReport['status'] }) {
  const Symbol = icons[status];
  return (
    <ToneBadge
      tone={runTones[status]}
      plain={status === 'success' || status === 'cancelled'}
      icon={<Symbol size={14} aria-hidden data-spin={status === 'running' || undefined} />}
    >
      {runLabel(status)}
    </ToneBadge>
  );
}
