import type { ColumnManifest, TableManifest, WireType } from '../../shared/records/manifest.ts';
import { primaryKeyIndexes } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';

/** How each wire type lies in PostgreSQL. JSON is text: `json` and `jsonb` would re-render or reject what travels. */
export const postgresTypes: Readonly<Record<WireType, string>> = {
  text: 'text',
  integer: 'bigint',
  real: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  json: 'text',
  blob: 'bytea',
};

/** The name of the data table, quoted and with its schema. */
export function dataTable(table: TableManifest): string {
  return `${table.namespace ?? 'public'}.${quoteIdentifier(table.name)}`;
}

/** Any text a column can hold as a literal, for statements that share a round trip. Backslashes mean themselves. */
export function textLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('PostgreSQL keeps no NUL');
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name of the manifest as a literal. */
export function literal(text: string): string {
  if (text.includes('\\')) throw new RangeError('a literal may hold no backslash');
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * SQL for a column's canonical wire JSON as text [VAL-1]. What plain SQL may have written in another form (1.50,
 * microseconds) comes out canonical; JSON columns come out as stored, see `needsPolish`.
 */
export function wireJson(column: ColumnManifest, row: string): string {
  const name = `${row}.${quoteIdentifier(column.name)}`;
  const present = presentJson(column, name);
  return column.nullable ? `coalesce(${present}, 'null')` : present;
}

function presentJson(column: ColumnManifest, name: string): string {
  switch (column.type) {
    case 'text':
    case 'json':
      return `to_json(${name})::text`;
    case 'integer':
      return `CASE WHEN ${name} BETWEEN -9007199254740991 AND 9007199254740991 THEN ${name}::text ELSE '"' || ${name} || '"' END`;
    case 'real':
      return `${name}::text`;
    case 'boolean':
      return `CASE WHEN ${name} THEN 'true' WHEN NOT ${name} THEN 'false' END`;
    default:
      return `'"' || ${plainText(column, name)} || '"'`;
  }
}

/** SQL for a column's value as PostgreSQL writes it, canonical where its wire form is text. */
export function wireText(column: ColumnManifest, row: string): string {
  return plainText(column, `${row}.${quoteIdentifier(column.name)}`);
}

function plainText({ type }: ColumnManifest, name: string): string {
  switch (type) {
    case 'decimal':
      return `trim_scale(${name})::text`;
    case 'date':
      return `to_char(${name}, 'YYYY-MM-DD')`;
    case 'timestamp':
      return `to_char(${name} AT TIME ZONE 'UTC', CASE WHEN extract(microseconds FROM ${name})::integer % 1000 = 0 THEN 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)`;
    case 'blob':
      return `translate(encode(${name}, 'base64'), E'\\n', '')`;
    default:
      return name;
  }
}

/** SQL for the whole row: its columns' wire JSON in order, comma-separated, without brackets. */
export function wireRow(table: TableManifest, row: string): string {
  return table.columns.map((column) => wireJson(column, row)).join(` || ',' || `);
}

/** SQL for the row's key as canonical JSON: `["…"]`. Tombstones, audit and outcomes name rows by it. */
export function wireKey(table: TableManifest, row: string): string {
  const parts = primaryKeyIndexes(table).map((index) =>
    wireJson(table.columns[index] as ColumnManifest, row),
  );
  return `'[' || ${parts.join(` || ',' || `)} || ']'`;
}

/** Whether rows of this table need a pass in JavaScript to be canonical: plain SQL may store JSON with spaces. */
export function needsPolish(table: TableManifest): boolean {
  return table.columns.some(({ type }) => type === 'json');
}
