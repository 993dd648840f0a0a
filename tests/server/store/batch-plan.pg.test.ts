import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { encodeFrame } from '../../../engine/sync/frame.ts';
import { BATCH_PLAN } from '../../../server/store/batch-transaction.ts';
import { queryAll } from '../../../server/store/database.ts';
import { prepare } from '../../../server/store/prepared.ts';
import { createStage, stageBatch } from '../../../server/store/stage.ts';
import { batchStatements, fittingStatements } from '../../../server/store/write-batch.ts';
import { parseBatch } from '../../../server/sync/parse-batch.ts';
import { PROTOCOL_VERSION } from '../../../shared/protocol/version.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { connect } from '../../support/postgres.ts';
import { connectionOf, startTestServer } from '../../support/server.ts';

/** Ten edited owners of a clinic that has 3000, as a desk sends them. */
function tenEdits() {
  const header = {
    kind: 'upload',
    protocol: PROTOCOL_VERSION,
    schema: '',
    device: 'desk-1',
    incarnation: 'first',
    batch: 1,
    previous: null,
    tables: [
      { name: 'owners', columns: ['id', 'full_name', 'email', 'phone', 'address', 'notes'] },
    ],
    actors: ['ann'],
  };
  const lines = Array.from({ length: 10 }, (_, i) =>
    JSON.stringify([
      ...['u', 0, randomBytes(16).toString('hex'), [0, 1], 0, 0, null],
      ...[[`o${String(i)}`], [5], ['called']],
    ]),
  );
  return parseBatch(Buffer.from(encodeFrame(header, lines)), clinicSchema);
}

it('[server order] looks a batch up row by row by its keys, also where nothing is known of how large a table is', async () => {
  const server = await startTestServer();
  const sql = await connect(server.databaseUrl);
  onTestFinished(() => sql.end());
  const client = await connectionOf(server);
  // Nobody has counted them yet, as in the first minute after a desk has sent all it has.
  await sql.query('ALTER TABLE owners SET (autovacuum_enabled = off)');
  const { rows: clinics } = await sql.query<{ id: number }>('SELECT id FROM satchel.clinics');
  const clinic = clinics[0]?.id ?? 0;
  await sql.query(
    `INSERT INTO owners (clinic_id, id, full_name) SELECT $1, 'o' || n, 'Owner ' || n FROM generate_series(0, 2999) n`,
    [clinic],
  );
  const batch = await tenEdits();
  await createStage(client, clinicSchema);
  const statements = [...batchStatements(batch, batch.mutations), ...fittingStatements(batch)];
  await prepare(client, statements);
  await client.query(`BEGIN; SET LOCAL satchel.clinic = ${String(clinic)}; ${BATCH_PLAN}`);
  await stageBatch(client, clinicSchema, batch.mutations);
  const plans: string[] = [];
  for (const { name, types } of statements) {
    const indexes = types.includes('[]') ? `'{0,1,2,3,4,5,6,7,8,9}'` : '0';
    const count = types.endsWith('bigint') ? ', 10' : '';
    const [{ rows } = { rows: [] }] = await queryAll(
      client,
      `EXPLAIN EXECUTE ${name}(${String(clinic)}, ${indexes}${count})`,
    );
    plans.push(rows.map((row: Record<string, string>) => row['QUERY PLAN'] ?? '').join('\n'));
  }
  await client.query('ROLLBACK');
  expect(plans).toHaveLength(3);
  for (const plan of plans) {
    expect(plan).toMatch(/Index Scan using owners_(?:pkey|sync) on owners t.*\n +Index Cond: .*id/);
    expect(plan).not.toContain('Bitmap Heap Scan on owners');
  }
});
