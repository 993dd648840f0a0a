import { to as copyTo } from 'pg-copy-streams';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { Client } from './database.ts';
import { dataTable, wireRow } from './sql-text.ts';

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
 * A clinic's rows of one table as lines of JSON, in key order; with `stamped` each is `[epoch,version,[…]]`.
 * A stream of chunks that end anywhere; never the whole table in memory.
 */
export function copyTable(
  client: Client,
  { clinic, table, stamped }: { clinic: number; table: TableManifest; stamped: boolean },
): AsyncIterable<Buffer> {
  const [before, after] = stamped
    ? [`'[' || t.sync_epoch || ',' || t.sync_version || ',['`, `']]'`]
    : [`'['`, `']'`];
  const key = table.primaryKey.map((name) => `t."${name.replaceAll('"', '""')}"`).join(', ');
  const order = stamped ? `ORDER BY ${key}` : '';
  const text = `COPY (SELECT ${before} || ${wireRow(table, 't')} || ${after} FROM ${dataTable(table)} t
    WHERE t.clinic_id = ${String(clinic)} ${order}) TO STDOUT ${RAW}`;
  return client.query(copyTo(text, { highWaterMark: 1 << 18 })) as AsyncIterable<Buffer>;
}
