import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconCloudOff,
  IconCloudUp,
  IconHourglassEmpty,
  IconPlayerPause,
  IconPlugConnectedX,
  IconRefresh,
  IconUserOff,
} from '@tabler/icons-react';
import type { DeskState } from '../../shared/api/status.ts';

const icons: Readonly<Record<DeskState, typeof IconRefresh>> = {
  'not-configured': IconPlugConnectedX,
  'never-synced': IconHourglassEmpty,
  'signed-out': IconUserOff,
  syncing: IconRefresh,
  offline: IconCloudOff,
  paused: IconPlayerPause,
  error: IconAlertCircle,
  attention: IconAlertTriangle,
  pending: IconCloudUp,
  synced: IconCircleCheck,
};

export function StateIcon({ state, size }: { state: DeskState; size: number }) {
  const Symbol = icons[state];
  return (
    <Symbol size={size} stroke={1.8} aria-hidden data-spin={state === 'syncing' || undefined} />
  );
}
