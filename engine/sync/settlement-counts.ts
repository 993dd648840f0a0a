import type { RunRecorder } from './run-recorder.ts';
import type { Settlement } from './settle.ts';

/** Adds what an answer did to the run's counts. */
export function addSettlement(run: RunRecorder, settlement: Settlement): void {
  add(run.pushed, settlement.pushed);
  add(run.conflicts, settlement.conflicts);
  add(run.quarantined, settlement.rejected);
  add(run.renumbered, settlement.renumbered);
}

function add(total: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [table, count] of more) total.set(table, (total.get(table) ?? 0) + count);
}
