import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKeyExpression } from './row-key.ts';

/** Every row of a table as its key and its columns, some at a time; no statement stays open between two. */
export function* rowSlices(
  store: Store,
  table: TableManifest,
  limit: number,
): Generator<readonly (readonly SqlValue[])[]> {
  const key = rowKeyExpression(table, 't');
  const columns = table.columns.map(({ name }) => `t.${quoteIdentifier(name)}`).join(', ');
  const select = `SELECT ${key}, ${columns} FROM ${quoteIdentifier(table.name)} t`;
  let rows = store.db.rawAll(`${select} ORDER BY 1 LIMIT +?`, limit);
  while (rows.length > 0) {
    yield rows;
    const last = rows.at(-1)?.[0] ?? null;
    rows = store.db.rawAll(`${select} WHERE ${key} > ? ORDER BY 1 LIMIT +?`, last, limit);
  }
}

/** Every row key of a table, some at a time; no statement stays open between two. */
export function* rowKeys(
  store: Store,
  table: TableManifest,
  limit: number,
): Generator<readonly SqlValue[]> {
  const key = rowKeyExpression(table, 't');
  const sql = `SELECT ${key} FROM ${quoteIdentifier(table.name)} t WHERE ${key} > ? ORDER BY 1 LIMIT +?`;
  const first = `SELECT ${key} FROM ${quoteIdentifier(table.name)} t ORDER BY 1 LIMIT +?`;
  let rows = store.db.rawAll(first, limit);
  while (rows.length > 0) {
    const keys = rows.map(([pk]) => pk as SqlValue);
    yield keys;
    rows = store.db.rawAll(sql, keys.at(-1) ?? null, limit);
  }
}
