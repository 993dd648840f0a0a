import type { SyncReport } from '../../../shared/api/sync.ts';
import { sum } from '../../text/words.ts';

const columns = {
  id: (run: SyncReport) => run.id,
  started: (run: SyncReport) => run.startTime,
  ended: (run: SyncReport) => run.endTime ?? '',
  status: (run: SyncReport) => run.status,
  trigger: (run: SyncReport) => run.trigger,
  direction: (run: SyncReport) => run.direction,
  sent: (run: SyncReport) => sum(run.localToRemote),
  received: (run: SyncReport) => sum(run.remoteToLocal),
  conflicts: (run: SyncReport) => sum(run.conflicts),
  set_aside: (run: SyncReport) => sum(run.quarantined),
  bytes_sent: (run: SyncReport) => run.bytesSent,
  bytes_received: (run: SyncReport) => run.bytesReceived,
  seconds: (run: SyncReport) => run.durationSeconds,
  error: (run: SyncReport) => run.error?.code ?? '',
};

/** One line a run, with names that do not change with the window's language. Error texts name servers: left out. */
export function runsAsCsv(runs: readonly SyncReport[]): string {
  const lines = runs.map((run) => Object.values(columns).map((read) => String(read(run))));
  return [Object.keys(columns), ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n');
}

export function runsAsJson(runs: readonly SyncReport[]): string {
  return JSON.stringify(runs, null, 2);
}

/** Quoted where needed [RFC 4180]. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
