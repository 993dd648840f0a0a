import { hasAliases, listAliases } from '../store/alias-store.ts';
import type { SqlValue } from '../store/database.ts';
import { findDirty, updateDirty } from '../store/dirty.ts';
import { groupEdits } from '../store/edit-groups.ts';
import { findQuarantined, leaveQuarantine } from '../store/quarantine-store.ts';
import { referencingRows } from '../store/dependants.ts';
import { updateRow } from '../store/record-edits.ts';
import { parseKeyText, rowKeyValues } from '../store/row-key.ts';
import { toSql } from '../store/values.ts';
import { findTable } from '../../shared/records/manifest.ts';
import type { Sharing } from './decision.ts';

/**
 * Records that still reference one that was merged into another are given to that one, wherever they were added; those
 * that had been refused for it go out again.
 */
export function followAliases({ store, access }: Sharing): void {
  if (!hasAliases(store)) return;
  for (const { tbl: name, old_key, new_key } of listAliases(store.db)) {
    const table = findTable(store.schema, name);
    const [from, to] = [old_key, new_key].map((key) => table && parseKeyText(table, key)?.[0]);
    if (!table || table.primaryKey.length > 1 || from === undefined || to === undefined) continue;
    const kept = access.get(name);
    if (kept.read(kept.pkOfKey([to])) === null) continue;
    const type =
      table.columns.find((column) => column.name === table.primaryKey[0])?.type ?? 'text';
    for (const child of referencingRows(store, table, toSql(type, from))) {
      const tbl = store.tableId(child.table.name);
      store.write(() => {
        const target = { table: child.table, key: rowKeyValues(child.table, child.pk) };
        updateRow(store.db, target, [[child.column, toSql(type, to)]]);
        store.gather();
        release(store, { tbl, pk: child.pk });
        retryMerge(store, [
          { tbl: kept.id, pk: kept.pkOfKey([from]) },
          { tbl, pk: child.pk },
        ]);
      });
    }
  }
}

function release(store: Sharing['store'], place: { tbl: number; pk: SqlValue }): void {
  if (findQuarantined(store.db, place)?.reason !== 'missing-reference') return;
  const dirty = findDirty(store.db, place.tbl, place.pk);
  leaveQuarantine(store.db, place);
  if (dirty) updateDirty(store.db, place, { op: dirty.op, held: null });
}

/** A merge that was refused because of this child goes out again, with the child. */
function retryMerge(
  store: Sharing['store'],
  [old, child]: readonly [{ tbl: number; pk: SqlValue }, { tbl: number; pk: SqlValue }],
): void {
  if (findQuarantined(store.db, old)?.reason !== 'dependants') return;
  groupEdits(store, [old, child]);
  leaveQuarantine(store.db, old);
}
