import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { ReadableDatabase, SqlValue } from './database.ts';

export interface SourceTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** The tables of any SQLite file but SQLite's own and Satchel's side tables, with their columns and rows counted. */
export function sourceTables(db: ReadableDatabase): SourceTable[] {
  return db
    .all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
       AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 6) <> '_sync_' ORDER BY name`,
    )
    .map(({ name }) => ({
      name,
      columns: db
        .all<{ name: string }>('SELECT name FROM pragma_table_info(?)', name)
        .map((column) => column.name),
      rows: db.get<{ n: number }>(`SELECT count(*) AS n FROM ${quoteIdentifier(name)}`)?.n ?? 0,
    }));
}

/** A source's rows in the manifest's column order, each with the bytes of its texts; a column it has not is null. */
export function* sourceRows(
  db: ReadableDatabase,
  table: TableManifest,
  source: SourceTable,
): Generator<{ row: SqlValue[]; bytes: (index: number) => Uint8Array }> {
  const has = table.columns.map(({ name }) => source.columns.includes(name));
  const columns = table.columns.map(({ name }, index) =>
    has[index] ? quoteIdentifier(name) : 'NULL',
  );
  const texts = table.columns.map(({ name }, index) =>
    has[index] ? `CAST(${quoteIdentifier(name)} AS BLOB)` : 'NULL',
  );
  const sql = `SELECT ${[...columns, ...texts].join(', ')} FROM ${quoteIdentifier(source.name)}`;
  const width = table.columns.length;
  for (const raw of db.rawIterate(sql)) {
    yield {
      row: raw.slice(0, width),
      bytes: (index) => (raw[width + index] as Uint8Array | null) ?? new Uint8Array(),
    };
  }
}
