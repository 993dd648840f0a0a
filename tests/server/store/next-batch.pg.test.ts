import { expect, it } from 'vitest';
import { BATCH_PLAN } from '../../../server/store/batch-transaction.ts';
import { STORE_WHOLE_ANSWER } from '../../../server/store/next-batch.ts';
import { connectionOf, startTestServer } from '../../support/server.ts';
import { WireClient } from '../../support/wire-client.ts';

it('looks up the commit before by its key, also where it was planned while there were few', async () => {
  const server = await startTestServer();
  const { access } = await server.signIn('staff', 'desk-1');
  const client = new WireClient({ url: server.url, token: access, device: 'desk-1' });
  for (let i = 0; i < 30; i++) {
    const owner = [`o${String(i)}`, 'Ann', null, null, null, null];
    await client.push([client.insert('owners', owner)]);
  }
  const connection = await connectionOf(server);
  await connection.query(`BEGIN; SET LOCAL satchel.clinic = 1; ${BATCH_PLAN}`);
  const { rows } = await connection.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (GENERIC_PLAN) ${STORE_WHOLE_ANSWER}`,
  );
  await connection.query('ROLLBACK');
  const looks = rows
    .map((row) => row['QUERY PLAN'].trim())
    .filter((line) => line.includes('(k.version - 1)'));
  expect(looks).toEqual(['Index Cond: ((clinic_id = $1) AND (version = (k.version - 1)))']);
});
