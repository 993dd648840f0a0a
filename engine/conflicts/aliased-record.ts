import { findAlias, hasAliases } from '../store/alias-store.ts';
import type { SqlValue } from '../store/database.ts';
import { referencingRows } from '../store/dependants.ts';
import { decideDirty, findDirty } from '../store/dirty.ts';
import { groupEdits } from '../store/edit-groups.ts';
import { markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import { keyText, parseKeyText } from '../store/row-key.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { Sharing } from './decision.ts';

/** Row key of the record that this one was merged into, where that one is here. */
export function mergedInto(store: Store, access: TableAccess, pk: SqlValue): SqlValue | undefined {
  if (!hasAliases(store)) return undefined;
  const { table } = access;
  const alias = findAlias(store.db, table.name, keyText(table, access.keyOfPk(pk)));
  const key = alias === undefined ? undefined : parseKeyText(table, alias);
  const kept = key && access.pkOfKey(key);
  return kept !== undefined && access.read(kept) !== null ? kept : undefined;
}

/**
 * Records that came from elsewhere and reference one that was merged into another here, which is not sent yet, are given to
 * that other one; they go out together. Runs inside `applyRemote`.
 *
 * @returns whether the record was merged into another
 */
export function giveChildren(
  { store, access: all, now }: Sharing,
  { access, pk }: { access: TableAccess; pk: SqlValue },
): boolean {
  const kept = mergedInto(store, access, pk);
  const [to] = kept === undefined ? [] : access.keyOfPk(kept);
  const merge = findDirty(store.db, access.id, pk);
  if (to === undefined || !merge) return false;
  for (const { table, column, pk: childPk } of referencingRows(store, access.table, pk)) {
    const child = all.get(table.name);
    const row = child.read(childPk);
    if (row === null) continue;
    const at = { tbl: child.id, pk: childPk };
    const dirty = findDirty(store.db, child.id, childPk);
    if (dirty) decideDirty(store.db, at, { op: dirty.op, held: dirty.held });
    else {
      child.writeBase(row);
      markDirty(store.db, { ...at, op: 'update', actor: merge.actor }, now);
    }
    child.write(
      row.with(
        table.columns.findIndex(({ name }) => name === column),
        to,
      ),
    );
    groupEdits(store, [{ tbl: access.id, pk }, at]);
  }
  return true;
}
