import type { RecordSyncStatus } from '../../shared/api/records.ts';
import type { DeskState } from '../../shared/api/status.ts';
import type { SyncProgress, SyncReport, Trigger } from '../../shared/api/sync.ts';
import { t } from './t.ts';

/** How urgent a state is; `good` (green) is `synced` and nothing else. */
export type Tone = 'good' | 'busy' | 'quiet' | 'warn' | 'bad';

export const stateTones: Readonly<Record<DeskState, Tone>> = {
  'not-configured': 'quiet',
  'never-synced': 'warn',
  'signed-out': 'warn',
  syncing: 'busy',
  offline: 'quiet',
  paused: 'quiet',
  error: 'bad',
  attention: 'warn',
  pending: 'busy',
  synced: 'good',
};

export function stateTitle(state: DeskState): string {
  return t(`state.${state}`);
}

export const recordTones: Readonly<Record<RecordSyncStatus, Tone>> = {
  synced: 'good',
  pending: 'busy',
  conflict: 'warn',
  rejected: 'bad',
};

export function recordLabel(status: RecordSyncStatus): string {
  return t(`state.record-${status}`);
}

export function recordExplanation(status: RecordSyncStatus): string {
  return t(`state.record-${status}-why`);
}

export const runTones: Readonly<Record<SyncReport['status'], Tone>> = {
  running: 'busy',
  success: 'quiet',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'quiet',
};

export function runLabel(status: SyncReport['status']): string {
  return t(`logs.status-${status}`);
}

export function triggerLabel(trigger: Trigger): string {
  return t(`logs.trigger-${trigger}`);
}

export function phaseLabel(phase: SyncProgress['phase']): string {
  return t(`status.phase-${phase}`);
}
