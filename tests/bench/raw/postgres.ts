import type pg from 'pg';
import { quoteIdentifier } from '../../../shared/records/sqlite-ddl.ts';
import type { TableManifest } from '../../../shared/records/manifest.ts';
import { postgresTypes } from '../../../server/store/sql-text.ts';
import { owners, patients, type TextRow } from '../patients.ts';

const BATCH = 1000;

/**
 * Milliseconds of `unnest` upserts of these rows, 1000 a batch, each its own transaction and round trip, into tables
 * with the same columns, keys, checks and indexes as the server's, without its triggers and row-level security.
 */
export async function upsertRaw(
  sql: pg.Client,
  rows: { owners: TextRow[]; patients: TextRow[] },
): Promise<number> {
  await sql.query('DROP TABLE IF EXISTS raw_patients, raw_owners');
  await sql.query('CREATE TABLE raw_owners (LIKE public.owners INCLUDING ALL)');
  await sql.query('CREATE TABLE raw_patients (LIKE public.patients INCLUDING ALL)');
  await sql.query(
    `ALTER TABLE raw_patients ADD FOREIGN KEY (clinic_id, owner_id)
     REFERENCES raw_owners (clinic_id, id) DEFERRABLE INITIALLY DEFERRED`,
  );
  await sql.query('CHECKPOINT');
  const started = performance.now();
  await upsert(sql, { table: owners, target: 'raw_owners', rows: rows.owners });
  await upsert(sql, { table: patients, target: 'raw_patients', rows: rows.patients });
  const ms = performance.now() - started;
  await sql.query('DROP TABLE raw_patients, raw_owners');
  return ms;
}

async function upsert(
  sql: pg.Client,
  { table, target, rows }: { table: TableManifest; target: string; rows: TextRow[] },
): Promise<void> {
  const text = upsertSql(table, target);
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const columns = table.columns.map((_, at) => batch.map((row) => row[at] ?? null));
    await sql.query({ name: `raw ${target}`, text, values: columns });
  }
}

function upsertSql(table: TableManifest, target: string): string {
  const names = table.columns.map(({ name }) => quoteIdentifier(name));
  const arrays = table.columns.map(
    ({ type }, at) => `$${String(at + 1)}::${postgresTypes[type]}[]`,
  );
  const sets = names.slice(1).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${target} (clinic_id, sync_epoch, sync_version, ${names.join(', ')})
    SELECT 1, 0, 1, * FROM unnest(${arrays.join(', ')})
    ON CONFLICT (clinic_id, id) DO UPDATE SET ${sets.join(', ')}`;
}

/** Rows as a web application beside the server writes them: plain SQL, captured by the server's triggers. */
export async function fillServer(
  sql: pg.Client,
  clinic: number,
  rows: { table: TableManifest; rows: TextRow[] },
): Promise<void> {
  const { table } = rows;
  const names = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const arrays = table.columns.map(
    ({ type }, at) => `$${String(at + 1)}::${postgresTypes[type]}[]`,
  );
  const columns = table.columns.map((_, at) => rows.rows.map((row) => row[at] ?? null));
  await sql.query({
    name: `fill ${table.name} ${String(clinic)}`,
    text: `INSERT INTO ${table.name} (clinic_id, ${names})
      SELECT ${String(clinic)}, * FROM unnest(${arrays.join(', ')})`,
    values: columns,
  });
}

/** The rows at version 1 in a table like the server's, and a head of that version. */
export async function fillRaw(
  sql: pg.Client,
  table: TableManifest,
  rows: TextRow[],
): Promise<void> {
  await dropRaw(sql);
  await sql.query(`CREATE TABLE raw_rows (LIKE public.${table.name} INCLUDING ALL)`);
  await sql.query('CREATE TABLE raw_head AS SELECT 1::bigint AS head');
  await upsert(sql, { table, target: 'raw_rows', rows });
  await sql.query('VACUUM (ANALYZE) raw_rows');
  await sql.query('CHECKPOINT');
}

export async function dropRaw(sql: pg.Client): Promise<void> {
  await sql.query('DROP TABLE IF EXISTS raw_rows, raw_head');
}
