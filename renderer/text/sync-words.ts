import type { RecordSyncStatus } from '../../shared/api/records.ts';
import type { DeskState } from '../../shared/api/status.ts';
import type { SyncProgress, SyncReport, Trigger } from '../../shared/api/sync.ts';

/** How urgent a state is; `good` (green) is `synced` and nothing else. */
export type Tone = 'good' | 'busy' | 'quiet' | 'warn' | 'bad';

export const stateWords: Readonly<Record<DeskState, { title: string; tone: Tone }>> = {
  'not-configured': { title: 'Not set up yet', tone: 'quiet' },
  'never-synced': { title: 'Not synced yet', tone: 'warn' },
  'signed-out': { title: 'Signed out', tone: 'warn' },
  syncing: { title: 'Syncing', tone: 'busy' },
  offline: { title: 'Offline', tone: 'quiet' },
  paused: { title: 'Paused', tone: 'quiet' },
  error: { title: 'Last sync failed', tone: 'bad' },
  attention: { title: 'Your decision is needed', tone: 'warn' },
  pending: { title: 'Waiting to be sent', tone: 'busy' },
  synced: { title: 'All safe on the server', tone: 'good' },
};

export const recordStatusWords: Readonly<
  Record<RecordSyncStatus, { label: string; explanation: string; tone: Tone }>
> = {
  synced: {
    label: 'Safe on the server',
    explanation: 'The server has this record as you see it.',
    tone: 'good',
  },
  pending: {
    label: 'On this desk only',
    explanation: 'Saved on this desk; it is sent with the next sync.',
    tone: 'busy',
  },
  conflict: {
    label: 'Needs you',
    explanation: 'Another desk changed the same thing. Choose which version to keep.',
    tone: 'warn',
  },
  rejected: {
    label: 'Needs you',
    explanation: 'The server did not accept this record. Open Conflicts to see why.',
    tone: 'bad',
  },
};

export const runStatusWords: Readonly<Record<SyncReport['status'], { label: string; tone: Tone }>> =
  {
    running: { label: 'Running', tone: 'busy' },
    success: { label: 'Succeeded', tone: 'quiet' },
    partial: { label: 'Partly done', tone: 'warn' },
    failed: { label: 'Failed', tone: 'bad' },
    cancelled: { label: 'Cancelled', tone: 'quiet' },
  };

export const triggerWords: Readonly<Record<Trigger, string>> = {
  manual: 'By hand',
  start: 'At start',
  interval: 'On schedule',
  reconnect: 'Back online',
  edit: 'After an edit',
  wake: 'After sleep',
};

export const phaseWords: Readonly<Record<SyncProgress['phase'], string>> = {
  connecting: 'Connecting to the server',
  snapshot: 'Fetching the whole clinic',
  pulling: 'Fetching changes',
  applying: 'Saving changes on this desk',
  pushing: 'Sending changes',
  finishing: 'Finishing',
  done: 'Done',
};
