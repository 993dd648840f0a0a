import pg from 'pg';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { APPLICATION } from './cluster.ts';
import * as order from './migrations/0001-order.ts';
import * as accounts from './migrations/0002-accounts.ts';
import * as records from './migrations/0003-records.ts';
import * as pokes from './migrations/0004-pokes.ts';
import * as systemTables from './migrations/0005-system-tables.ts';
import * as aliases from './migrations/0006-aliases.ts';
import * as recordHistory from './migrations/0007-record-history.ts';
import * as adoptedSchemas from './migrations/0008-adopted-schemas.ts';
import * as expect from './migrations/0009-expect.ts';

interface Migration {
  readonly name: string;
  readonly statements: (schema: SchemaManifest) => readonly string[];
}

/** In order, for ever: a migration that has been released is never edited. */
const migrations: readonly Migration[] = [
  order,
  accounts,
  records,
  pokes,
  systemTables,
  aliases,
  recordHistory,
  adoptedSchemas,
  expect,
];

/** Any number, the same for every Satchel: two servers starting at once migrate one after the other. */
const LOCK = 7_283_924;

/** Brings the database up to date; each migration applies whole or not at all. */
export async function migrate(url: string, schema: SchemaManifest): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: APPLICATION });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${String(LOCK)})`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS satchel`);
    await client.query(`CREATE TABLE IF NOT EXISTS satchel.migrations (
      name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM satchel.migrations');
    const done = new Set(rows.map((row) => row.name));
    for (const migration of migrations) {
      if (!done.has(migration.name)) await run(client, migration, schema);
    }
  } finally {
    await client.end();
  }
}

async function run(client: pg.Client, migration: Migration, schema: SchemaManifest): Promise<void> {
  try {
    await client.query('BEGIN');
    for (const statement of migration.statements(schema)) await client.query(statement);
    await client.query('INSERT INTO satchel.migrations (name) VALUES ($1)', [migration.name]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SatchelError('INTERNAL', { detail: `${migration.name}: ${reason}` }, { cause });
  }
}
