import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { Store } from '../store/open-store.ts';
import { readColumn } from '../store/record-edits.ts';
import type { SqlValue } from '../store/database.ts';
import { toSql } from '../store/values.ts';

/**
 * What was entered under the policy `append-only` stays as it is; an empty field may still be filled.
 * @throws SatchelError RECORD_APPEND_ONLY
 */
export function refuseRewriting(
  store: Store,
  { table, key }: { readonly table: TableManifest; readonly key: readonly SqlValue[] },
  values: Readonly<Record<string, WireValue>>,
): void {
  for (const column of table.columns) {
    if ((column.policy ?? table.policy) !== 'append-only' || !(column.name in values)) continue;
    const before = readColumn(store.db, { table, key }, column.name);
    const after = toSql(column.type, values[column.name] ?? null);
    if (before === null || before === after) continue;
    throw new SatchelError('RECORD_APPEND_ONLY', { what: `${table.name}.${column.name}` });
  }
}

/** @throws SatchelError RECORD_APPEND_ONLY */
export function refuseDeleting(table: TableManifest): void {
  if (table.policy === 'append-only') {
    throw new SatchelError('RECORD_APPEND_ONLY', { what: `A record of ${table.name}` });
  }
}
