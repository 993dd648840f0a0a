import { IconAlertTriangle, IconCheck, IconDeviceDesktop } from '@tabler/icons-react';
import type { RecordSyncStatus } from '../../shared/api/records.ts';
import { recordExplanation, recordLabel, recordTones } from '../text/sync-words.ts';
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
  return (
    <span title={recordExplanation(status)}>
      <ToneBadge
        tone={recordTones[status]}
        plain={status === 'synced'}
        icon={<Icon size={14} aria-hidden />}
      >
        {recordLabel(status)}
      </ToneBadge>
    </span>
  );
}
