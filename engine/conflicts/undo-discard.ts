import type { Discarded } from '../store/discard-store.ts';
import { forgetDiscarded } from '../store/discard-store.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Store } from '../store/open-store.ts';
import { deleteRow, insertRow, updateRow } from '../store/record-edits.ts';
import { keyText } from '../store/row-key.ts';
import type { TableAccess } from '../store/table-access.ts';
import { toSql } from '../store/values.ts';
import { refineConstraint } from '../records/refine-constraint.ts';

/**
 * Does the discarded edit once more, as an edit of the record as it is now: only what it had changed. It is tracked
 * and sent like any other.
 * @throws SatchelError RECORD_NOT_FOUND where the record is gone meanwhile, RECORD_EXISTS, REFERENCE_MISSING, …
 */
export function undoDiscard(store: Store, access: TableAccess, kept: Discarded): void {
  const { table } = access;
  const key = access.keyOfPk(kept.pk);
  const params = table.primaryKey.map((name, index) =>
    toSql(table.columns.find((column) => column.name === name)?.type ?? 'text', key[index] ?? null),
  );
  const now = access.read(kept.pk);
  const target = { store, table, key: params };
  store.write(() => {
    if (kept.mine === null) {
      if (now !== null) refineConstraint(target, () => deleteRow(store.db, { table, key: params }));
    } else {
      const from = now === null ? null : kept.base;
      const changed = table.columns.flatMap((column, index) => {
        const value = kept.mine?.[index] ?? null;
        return from !== null && from[index] === value ? [] : [{ column, value }];
      });
      if (now === null && kept.base !== null) {
        throw new SatchelError('RECORD_NOT_FOUND', { table: table.name, key: keyText(table, key) });
      }
      const values = Object.fromEntries(changed.map(({ column, value }) => [column.name, value]));
      const sql = changed.map(
        ({ column, value }) => [column.name, toSql(column.type, value)] as const,
      );
      refineConstraint({ ...target, values }, () => {
        if (now === null) insertRow(store.db, table, sql);
        else if (sql.length > 0) updateRow(store.db, { table, key: params }, sql);
      });
    }
    forgetDiscarded(store.db, kept.id);
  });
}
