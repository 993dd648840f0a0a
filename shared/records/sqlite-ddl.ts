import type { ColumnManifest, TableManifest, WireType } from './manifest.ts';

/** How each wire type lies in SQLite; booleans are 0 and 1, decimals, dates, times and JSON are text. */
export const sqliteTypes: Readonly<Record<WireType, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  decimal: 'TEXT',
  boolean: 'INTEGER',
  date: 'TEXT',
  timestamp: 'TEXT',
  json: 'TEXT',
  blob: 'BLOB',
};

/** Any identifier, quoted for SQLite and PostgreSQL alike. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `CREATE TABLE` and `CREATE INDEX` statements of one table, without tracking. */
export function sqliteTableDdl(table: TableManifest): string[] {
  const lines = table.columns.map((column) => columnDdl(column));
  lines.push(`PRIMARY KEY (${table.primaryKey.map(quoteIdentifier).join(', ')})`);
  const name = quoteIdentifier(table.name);
  const create = `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n) STRICT`;
  // Tables of another application may bear any name, also that of an index.
  const join = table.namespace === undefined ? '_' : '.';
  // A unique column's index is a statement of its own, so that a file which is filled at once gets it at the end.
  const indexes = table.columns
    .filter((column) => column.unique || column.references)
    .map(
      (column) =>
        `CREATE ${column.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(`${table.name}${join}${column.name}`)} ON ${name} (${quoteIdentifier(column.name)})`,
    );
  return [create, ...indexes];
}

function columnDdl(column: ColumnManifest): string {
  const parts = [quoteIdentifier(column.name), sqliteTypes[column.type]];
  if (!column.nullable) parts.push('NOT NULL');
  if (column.references) {
    const { table, column: target } = column.references;
    parts.push(
      `REFERENCES ${quoteIdentifier(table)} (${quoteIdentifier(target)}) DEFERRABLE INITIALLY DEFERRED`,
    );
  }
  const name = quoteIdentifier(column.name);
  if (column.type === 'boolean') parts.push(`CHECK (${name} IN (0, 1))`);
  if (column.values) {
    const values = column.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
    parts.push(`CHECK (${name} IN (${values}))`);
  }
  return parts.join(' ');
}
