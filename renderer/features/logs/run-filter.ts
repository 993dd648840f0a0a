import type { SyncReport } from '../../../shared/api/sync.ts';

/** What the log is narrowed to; empty shows everything. */
export interface RunFilter {
  readonly status: string;
  readonly trigger: string;
  readonly table: string;
}

export const everyRun: RunFilter = { status: '', trigger: '', table: '' };

export function matchesFilter(run: SyncReport, { status, trigger, table }: RunFilter): boolean {
  return (
    (status === '' || run.status === status) &&
    (trigger === '' || run.trigger === trigger) &&
    (table === '' || movedIn(run, table))
  );
}

function movedIn(run: SyncReport, table: string): boolean {
  return [run.localToRemote, run.remoteToLocal, run.conflicts, run.quarantined].some(
    (counts) => (counts[table] ?? 0) > 0,
  );
}
