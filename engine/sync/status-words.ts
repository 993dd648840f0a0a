import { SAFE_MODE } from '../schedule/scheduler.ts';
import type { DeskState, StatusReport } from '../../shared/api/status.ts';

export interface StateFacts {
  readonly configured: boolean;
  readonly signedIn: boolean;
  readonly syncing: boolean;
  readonly online: boolean;
  readonly everSynced: boolean;
  readonly paused: boolean;
  readonly failed: boolean;
  readonly pending: number;
  readonly conflicts: number;
  readonly quarantined: number;
}

/** The one state a tray icon can show; green is `synced` only. */
export function deskState(facts: StateFacts): DeskState {
  if (!facts.configured) return 'not-configured';
  if (facts.syncing) return 'syncing';
  if (!facts.signedIn) return 'signed-out';
  if (!facts.online && facts.everSynced) return 'offline';
  if (facts.failed) return 'error';
  if (!facts.everSynced) return facts.online ? 'never-synced' : 'offline';
  if (facts.conflicts > 0 || facts.quarantined > 0) return 'attention';
  if (facts.paused) return 'paused';
  return facts.pending > 0 ? 'pending' : 'synced';
}

type WordFacts = Pick<
  StatusReport,
  'state' | 'pending' | 'conflicts' | 'quarantined' | 'offlineSince' | 'lastError' | 'pauseReasons'
>;

/** Where things stand, in a sentence or two, with the next step where there is one. */
export function statusSummary(report: WordFacts, time: (iso: string) => string): string {
  const safe =
    report.pending === 0
      ? 'Everything you entered is on the server.'
      : `${count(report.pending, 'change')} ${report.pending === 1 ? 'is' : 'are'} safe on this desk.`;
  switch (report.state) {
    case 'not-configured':
      return 'This desk has no server yet. Your work is safe on this desk.';
    case 'signed-out':
      return `Nobody is signed in. ${safe} Sign in to send and receive.`;
    case 'syncing':
      return 'Syncing…';
    case 'offline': {
      const since = report.offlineSince === null ? '' : ` since ${time(report.offlineSince)}`;
      return `Offline${since}. ${safe}`;
    }
    case 'error':
      return `The last sync failed: ${report.lastError?.message ?? 'no reason given'} ${safe}`;
    case 'never-synced':
      return 'Nothing has been synced yet. Sync now to fetch the clinic’s records.';
    case 'attention': {
      const parts = [
        ...(report.conflicts > 0 ? [`${count(report.conflicts, 'conflict')} to decide`] : []),
        ...(report.quarantined > 0 ? [`${count(report.quarantined, 'record')} set aside`] : []),
      ];
      return `Needs you: ${parts.join(', ')}. Everything else goes on syncing.`;
    }
    case 'paused':
      return report.pauseReasons.includes(SAFE_MODE)
        ? `Satchel had to start itself again several times, so it waits for you to resume syncing. ${safe}`
        : `Syncing is paused. ${safe}`;
    case 'pending':
      return `${count(report.pending, 'change')} waiting to be sent. ${safe}`;
    case 'synced':
      return 'Everything is on the server.';
  }
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
