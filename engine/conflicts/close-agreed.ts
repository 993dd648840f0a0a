import { closeConflict, openConflictsOf } from '../store/conflict-store.ts';
import { clearDirty, conflictingRows, findDirty, updateDirty } from '../store/dirty.ts';
import type { SqlValue } from '../store/database.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { groupOf, sameRow } from './merge.ts';

/**
 * Closes the open conflicts of a record that an edit has made pointless: its field, or its whole merge group, is as the
 * server has it, or the record is gone on both sides. A value that the server gave to another record (`unique`) is in
 * the conflict only and stays there. Call it while the record's base is still there. Returns how many it closed.
 */
export function closeAgreed(
  store: Store,
  access: TableAccess,
  { pk, at }: { pk: SqlValue; at: number },
): number {
  const open = openConflictsOf(store.db, access.id, pk);
  const mine = access.read(pk);
  const base = access.readBase(pk);
  const agrees = ({ kind, field }: { kind: string; field: string }): boolean => {
    if (mine === null || base === null) return mine === null && base === null;
    // A server that was put back has again what was deleted there, and nothing is left of what was edited here.
    if (field === '') return kind === 'edit-delete' && sameRow(mine, base);
    return groupOf(access.table, field).every((name) => {
      const index = access.table.columns.findIndex((column) => column.name === name);
      return mine[index] === base[index];
    });
  };
  const agreed = open.filter((one) => one.kind !== 'unique' && agrees(one));
  for (const { id, mine: value } of agreed) {
    closeConflict(store.db, id, {
      strategy: 'converged',
      notes: null,
      by: 'sync',
      at,
      mine: value,
    });
  }
  return agreed.length;
}

/** Before anything is sent: records that waited only for fields that agree by now wait no longer. */
export function releaseAgreed(store: Store, access: TableAccessMap, at: number): void {
  const waiting = conflictingRows(store.db);
  if (waiting.length === 0) return;
  applyRemote(store, () => {
    for (const { tbl, pk } of waiting) {
      const tableAccess = access.get(store.tableById(tbl).name);
      const closed = closeAgreed(store, tableAccess, { pk, at });
      const dirty = findDirty(store.db, tbl, pk);
      if (closed === 0 || !dirty || openConflictsOf(store.db, tbl, pk).length > 0) continue;
      const isGone = tableAccess.read(pk) === null && tableAccess.readBase(pk) === null;
      if (isGone) clearDirty(store.db, tbl, pk);
      else updateDirty(store.db, { tbl, pk }, { op: dirty.op, held: null });
    }
  });
}
