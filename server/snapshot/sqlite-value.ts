import {
  type ColumnManifest,
  primaryKeyIndexes,
  type TableManifest,
} from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';

/** SQLite has no words for these two; `valueFunctions` gives it some. */
export const valueFunctions: Readonly<Record<string, (text: string | null) => unknown>> = {
  satchel_json: (text) => text && JSON.stringify(JSON.parse(text)),
  satchel_blob: (text) => (text === null ? null : Buffer.from(text, 'base64')),
};

/**
 * SQL for a value as the desk stores it (see `sqliteTypes`), taken from place `at` of `row`, a JSON array of what
 * `wireText` says of each column. A row never becomes an object of JavaScript on its way into the file, which would
 * double what building a snapshot costs.
 */
export function storedValue(
  { type }: Pick<ColumnManifest, 'type'>,
  row: string,
  at: number,
): string {
  const value = `${row} ->> ${String(at)}`;
  switch (type) {
    case 'integer':
      return `CAST(${value} AS INTEGER)`;
    case 'real':
      return `CAST(${value} AS REAL)`;
    case 'boolean':
      return `${value} = 't'`;
    case 'json':
      return `satchel_json(${value})`;
    case 'blob':
      return `satchel_blob(${value})`;
    default:
      return value;
  }
}

/** The row key of the desk's side tables: the key's own value, or its quoted parts. */
export function storedKey(
  key: readonly { readonly column: ColumnManifest; readonly at: number }[],
  row: string,
): string {
  const values = key.map(({ column, at }) => storedValue(column, row, at));
  if (values.length === 1) return values[0] as string;
  return values.map((value) => `quote(${value})`).join(` || ',' || `);
}

/** The columns of a table's key, in the key's order, with their places in its rows. */
export function keyPlaces(table: TableManifest): { column: ColumnManifest; at: number }[] {
  return primaryKeyIndexes(table).map((at) => ({
    column: table.columns[at] as ColumnManifest,
    at,
  }));
}

export function columnList(columns: readonly ColumnManifest[]): string {
  return columns.map(({ name }) => quoteIdentifier(name)).join(', ');
}
