import type { SyncReport } from '../../../shared/api/sync.ts';

/** What the log is narrowed to; empty shows everything. */
export interface RunFilter {
  readonly status: string;
  /** How serious the worst of it was: `info`, `warn` or `error`. */
  readonly level: string;
  readonly trigger: string;
  readonly table: string;
}

export const everyRun: RunFilter = { status: '', level: '', trigger: '', table: '' };

export function matchesFilter(
  run: SyncReport,
  { status, level, trigger, table }: RunFilter,
): boolean {
  return (
    (status === '' || run.status === status) &&
    (level === '' || levelOf(run) === level) &&
    (trigger === '' || run.trigger === trigger) &&
    (table === '' || movedIn(run, table))
  );
}

export function levelOf(run: SyncReport): 'info' | 'warn' | 'error' {
  if (run.status === 'failed') return 'error';
  const needsPerson = [run.conflicts, run.quarantined].some((counts) =>
    Object.values(counts).some((count) => count > 0),
  );
  return run.status === 'partial' || needsPerson ? 'warn' : 'info';
}

function movedIn(run: SyncReport, table: string): boolean {
  return [run.localToRemote, run.remoteToLocal, run.conflicts, run.quarantined].some(
    (counts) => (counts[table] ?? 0) > 0,
  );
}
