import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { copyOut } from './copy-out.ts';
import type { Client } from './database.ts';
import { dataTable, wireRow, wireText } from './sql-text.ts';

const RAW = `(FORMAT csv, QUOTE E'\\x01', ESCAPE E'\\x01', DELIMITER E'\\x02')`;

/** How many rows of each table the clinic has, in one snapshot. */
export async function countRows(
  client: Client,
  { clinic, schema }: { clinic: number; schema: SchemaManifest },
): Promise<number[]> {
  const counts = schema.tables.map(
    (table) => `(SELECT count(*) FROM ${dataTable(table)} t WHERE t.clinic_id = $1)`,
  );
  const { rows } = await client.query<{ counts: string[] }>(
    `SELECT ARRAY[${counts.join(', ')}]::text[] AS counts`,
    [clinic],
  );
  return rows[0]?.counts.map(Number) ?? [];
}

/**
 * A clinic's rows of one table as lines of JSON, in no order. A stream of chunks that end anywhere; never the whole
 * table in memory.
 */
export function copyTable(
  client: Client,
  { clinic, table }: { clinic: number; table: TableManifest },
): AsyncIterable<Buffer> {
  const text = `COPY (SELECT '[' || ${wireRow(table, 't')} || ']' FROM ${dataTable(table)} t
    WHERE t.clinic_id = ${String(clinic)}) TO STDOUT ${RAW}`;
  return copyOut(client, text);
}

/**
 * The same in key order, with each row's epoch and version behind its columns, and in a form that costs PostgreSQL a third
 * of what JSON does: CSV whose fields are JSON strings or null, comma-separated, `"p1","o1",null,"0","17"`. Newlines within
 * a string stand as they are; a line ends where one follows a digit and a quote, which no string can hold.
 */
export function copyStampedTable(
  client: Client,
  { clinic, table }: { clinic: number; table: TableManifest },
): AsyncIterable<Buffer> {
  const values = table.columns.map((column) => wireText(column, 't')).join(', ');
  const key = table.primaryKey.map((name) => `t.${quoteIdentifier(name)}`).join(', ');
  const text = `COPY (SELECT ${values}, t.sync_epoch, t.sync_version FROM ${dataTable(table)} t
    WHERE t.clinic_id = ${String(clinic)} ORDER BY ${key}) TO STDOUT
    (FORMAT csv, FORCE_QUOTE *, NULL 'null', ESCAPE E'\\\\')`;
  return copyOut(client, text);
}
