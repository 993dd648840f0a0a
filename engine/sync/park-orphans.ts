import { type DirtyRow, findDirty, markRejected } from '../store/dirty.ts';
import { unsentOrphans } from '../store/integrity.ts';
import type { Store } from '../store/open-store.ts';
import { quarantine } from '../store/quarantine-store.ts';
import type { PullCounts } from './page.ts';

/**
 * Unsent rows whose parent was deleted elsewhere, or is set aside with a number that is not its own yet, wait with the reason
 * until a person has looked.
 */
export function parkOrphans({
  store,
  now,
  counts,
}: {
  readonly store: Store;
  readonly now: number;
  readonly counts: Pick<PullCounts, 'parked'>;
}): void {
  for (const { table, column, parent, pk } of unsentOrphans(store)) {
    const tbl = store.tableId(table.name);
    const dirty = findDirty(store.db, tbl, pk) as DirtyRow;
    markRejected(store.db, tbl, pk);
    quarantine(store.db, {
      tbl,
      pk,
      op: dirty.op,
      reason: 'missing-reference',
      columns: [column],
      detail: parent,
      rev: dirty.rev,
      at: now,
    });
    counts.parked.set(table.name, (counts.parked.get(table.name) ?? 0) + 1);
  }
}
