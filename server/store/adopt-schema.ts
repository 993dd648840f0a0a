import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { manifestSchema } from '../../shared/records/manifest-schema.ts';
import { type SchemaManifest, schemaSignature } from '../../shared/records/manifest.ts';
import { dataTables, withSystemTables } from '../../shared/records/system-tables.ts';
import { tableProblem } from '../../shared/records/table-rules.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { say } from '../../shared/said/said.ts';
import { asOwner } from './clinics.ts';
import type { Client, Database } from './database.ts';
import { APP_ROLE, postgresReferencesDdl, postgresTableDdl } from './postgres-ddl.ts';
import { countRows } from './read-table.ts';

/** Told to every server process when a clinic has adopted a schema; the payload is the clinic's inner number. */
export const SCHEMA_CHANNEL = 'satchel_schema';

/** The schema a clinic adopted, with its place in PostgreSQL; undefined where it has the shipped one. */
export async function findAdopted(
  { pool }: Pick<Database, 'pool'>,
  clinic: number,
): Promise<SchemaManifest | undefined> {
  const { rows } = await pool.query<{ id: number; manifest: string }>(
    `SELECT s.id, s.manifest FROM satchel.clinics c JOIN satchel.schemas s ON s.id = c.schema_id WHERE c.id = $1`,
    [clinic],
  );
  return rows[0] && placed(manifestSchema.parse(JSON.parse(rows[0].manifest)), rows[0].id);
}

/** Satchel's own tables stay where those of all clinics are. */
function placed(schema: SchemaManifest, id: number): SchemaManifest {
  const tables = schema.tables.map((table) => ({ ...table, namespace: `app_${String(id)}` }));
  return withSystemTables({ ...schema, tables });
}

/**
 * Makes the tables of another application's schema, where no clinic had it yet, and gives them to the clinic: whole or not at
 * all, in one transaction, which is a commit of the clinic, so that every desk hears of it. The same schema again is no change.
 * @throws SatchelError TABLE_NOT_SYNCABLE, SCHEMA_IN_USE where the clinic holds records of other tables
 */
export async function adoptSchema(
  database: Database,
  clinic: number,
  manifest: SchemaManifest,
): Promise<void> {
  requireNames(manifest);
  await asOwner(database.pool, async (client) => {
    const held = await lockClinic(client, clinic);
    const { id, made } = await findOrAdd(client, manifest);
    if (held.schemaId === id) return;
    const counts = await countRows(client, { clinic, schema: database.schema });
    const names = database.schema.tables.flatMap(({ name, system }, at) =>
      system === true || (counts[at] ?? 0) === 0 ? [] : [name],
    );
    if (names.length > 0) {
      throw new SatchelError('SCHEMA_IN_USE', { clinic: held.name, tables: names.join(', ') });
    }
    if (made) await makeTables(client, placed(manifest, id), id);
    // Of tables that the clinic no longer has; a key of the new ones may read the same.
    await client.query('DELETE FROM satchel.tombstones WHERE clinic_id = $1', [clinic]);
    await client.query('UPDATE satchel.clinics SET schema_id = $2 WHERE id = $1', [clinic, id]);
    await client.query('SELECT satchel.current_version($1), pg_notify($2, $3)', [
      clinic,
      SCHEMA_CHANNEL,
      String(clinic),
    ]);
  });
}

/** Its row lock is the clinic's head: nothing is written to the clinic until the transaction has ended. */
async function lockClinic(
  client: Client,
  clinic: number,
): Promise<{ name: string; schemaId: number | null }> {
  const { rows } = await client.query<{ name: string; schemaId: number | null }>(
    'SELECT name, schema_id AS "schemaId" FROM satchel.clinics WHERE id = $1 FOR UPDATE',
    [clinic],
  );
  return rows[0] as { name: string; schemaId: number | null };
}

async function findOrAdd(
  client: Client,
  manifest: SchemaManifest,
): Promise<{ id: number; made: boolean }> {
  const signature = schemaSignature(manifest);
  // Two clinics that bring the same schema at once make its tables once.
  await client.query('LOCK TABLE satchel.schemas IN SHARE ROW EXCLUSIVE MODE');
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM satchel.schemas WHERE signature = $1',
    [signature],
  );
  if (rows[0]) return { id: rows[0].id, made: false };
  const added = await client.query<{ id: number }>(
    'INSERT INTO satchel.schemas (signature, manifest) VALUES ($1, $2) RETURNING id',
    [signature, JSON.stringify(manifest)],
  );
  return { id: (added.rows[0] as { id: number }).id, made: true };
}

async function makeTables(client: Client, schema: SchemaManifest, id: number): Promise<void> {
  const place = `app_${String(id)}`;
  const tables = dataTables(schema);
  const statements = [
    `CREATE SCHEMA ${place}`,
    `GRANT USAGE ON SCHEMA ${place} TO ${APP_ROLE}`,
    ...tables.flatMap((table) => postgresTableDdl(table, { references: false })),
    // When all are there: tables of another application may refer to each other in a circle.
    ...tables.flatMap(postgresReferencesDdl),
  ];
  for (const statement of statements) await client.query(statement);
}

/** @throws SatchelError TABLE_NOT_SYNCABLE for the first table that the server cannot hold */
function requireNames(schema: SchemaManifest): void {
  const seen = new Set<string>();
  for (const table of schema.tables) {
    const problem = seen.has(table.name.toLowerCase())
      ? say('table-twice')
      : tableProblem(table, schema);
    if (problem !== undefined) {
      throw new SatchelError('TABLE_NOT_SYNCABLE', {
        table: table.name,
        detail: inEnglish(problem),
      });
    }
    seen.add(table.name.toLowerCase());
  }
}
