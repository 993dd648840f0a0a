import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { ReadableDatabase, SqlValue } from './database.ts';
import type { TableAccess } from './table-access.ts';

const LAST = 2n ** 63n - 1n;

/**
 * Row key for a record of a table whose key is one integer: above that of every record which is here, was at the server, or is
 * still to be sent from outside its table. Undefined where none is left.
 */
export function nextNumber(
  db: Pick<ReadableDatabase, 'rawGet'>,
  { table, id }: Pick<TableAccess, 'table' | 'id'>,
): SqlValue | undefined {
  const key = quoteIdentifier(table.primaryKey[0] ?? '');
  const [highest] = db.rawGet(
    `SELECT max(number) FROM (
       SELECT max(${key}) AS number FROM ${quoteIdentifier(table.name)}
       UNION ALL SELECT max(pk) FROM _sync_dirty WHERE tbl = ${String(id)}
       UNION ALL SELECT max(pk) FROM _sync_tombstone WHERE tbl = ${String(id)})`,
  ) ?? [null];
  const last = BigInt((highest ?? 0) as bigint | number);
  return last < LAST ? last + 1n : undefined;
}
