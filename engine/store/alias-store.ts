import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { aliases } from '../../shared/records/system-tables.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKeyExpression } from './row-key.ts';

/** A record that was merged into another; keys as in `RecordView.key`. */
export interface Alias {
  readonly tbl: string;
  readonly old_key: string;
  readonly new_key: string;
}

const TABLE = aliases.name;

export function hasAliases(store: Pick<Store, 'schema'>): boolean {
  return store.schema.tables.some(({ name }) => name === TABLE);
}

export function listAliases(db: Pick<WritableDatabase, 'all'>): Alias[] {
  return db.all<Alias>(`SELECT tbl, old_key, new_key FROM ${TABLE}`);
}

/** What the record was merged into, following merges of merges; undefined where it was not. */
export function findAlias(
  db: Pick<WritableDatabase, 'get'>,
  table: string,
  key: string,
): string | undefined {
  let found: string | undefined;
  const seen = new Set<string>();
  for (let next: string | undefined = key; next !== undefined && !seen.has(next);) {
    seen.add(next);
    const row: Pick<Alias, 'new_key'> | undefined = db.get(
      `SELECT new_key FROM ${TABLE} WHERE tbl = ? AND old_key = ?`,
      table,
      next,
    );
    next = row?.new_key;
    found = next ?? found;
  }
  return found;
}

/** A tracked edit; returns its row key. To be called within `store.write`. */
export function addAlias(
  db: WritableDatabase,
  { tbl, old_key, new_key, by, at }: Alias & { by: string; at: number },
): string {
  const id = `${tbl}:${old_key}`;
  db.run(
    `INSERT INTO ${TABLE} (id, tbl, old_key, new_key, merged_by, merged_at)
     SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM ${TABLE} WHERE id = ?)`,
    id,
    tbl,
    old_key,
    new_key,
    by,
    at,
    id,
  );
  return id;
}

/**
 * Unsent new records that agree in all these columns with a record that came from the server: pairs of row keys, the
 * new one first. Cost grows with what is unsent.
 */
export function lookAlike(
  store: Store,
  table: TableManifest,
  columns: readonly string[],
): { mine: SqlValue; theirs: SqlValue }[] {
  const name = quoteIdentifier(table.name);
  const key = rowKeyExpression(table, 'o');
  const same = columns.map(
    (column) => `o.${quoteIdentifier(column)} = t.${quoteIdentifier(column)}`,
  );
  const tbl = store.tableId(table.name);
  return store.db
    .rawAll(
      `SELECT d.pk, ${key} FROM _sync_dirty d
       CROSS JOIN ${name} t ON ${rowKeyExpression(table, 't')} = d.pk
       JOIN ${name} o ON ${same.join(' AND ')} AND ${key} <> d.pk
       JOIN _sync_row r ON r.tbl = ? AND r.pk = ${key} AND r.own = 0
       WHERE d.tbl = ? AND d.op = 'insert'`,
      tbl,
      tbl,
    )
    .map(([mine, theirs]) => ({ mine: mine as SqlValue, theirs: theirs as SqlValue }));
}
