import { expect, it } from 'vitest';
import { createStage, FEW, stageBatch } from '../../../server/store/stage.ts';
import type { Mutation } from '../../../server/sync/batch.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { connectionOf, startTestServer } from '../../support/server.ts';

const noteOf = (index: number, text: string): Mutation => ({
  index,
  op: 'u',
  frame: 0,
  id: '',
  base: [0, 1],
  actor: 'ann',
  at: 0,
  group: null,
  key: [`o${String(index)}`],
  pk: `["o${String(index)}"]`,
  values: [`o${String(index)}`, text],
  columns: [1],
  shape: { op: 'u', frame: 0, columns: [1] },
  image: '',
});

it('[SYNC-2] a connection that has staged one batch holds nothing of it when it stages the next, however that ended', async () => {
  const client = await connectionOf(await startTestServer());
  const LARGE = 'x'.repeat(200_000);
  const staged: unknown[] = [];
  for (const [rows, text, end] of [
    [3, 'small', 'COMMIT'],
    [1, 'smaller', 'ROLLBACK'],
    [2, 'after a rollback', 'COMMIT'],
    [FEW + 1, 'many', 'COMMIT'],
    [2, LARGE, 'ROLLBACK'],
    [2, LARGE, 'COMMIT'],
    [1, 'last', 'COMMIT'],
    [0, 'none', 'COMMIT'],
  ] as const) {
    await createStage(client, clinicSchema);
    await client.query('BEGIN');
    const batch = Array.from({ length: rows }, (_, index) => noteOf(index, text));
    await stageBatch(client, clinicSchema, batch);
    const { rows: found } = await client.query<{ count: number; same: boolean | null }>(
      'SELECT count(*) AS count, bool_and(c1 = $1) AS same FROM pg_temp.stage',
      [text],
    );
    await client.query(end);
    staged.push([rows, found[0]?.count, found[0]?.same]);
  }
  expect(staged).toEqual([
    ...[3, 1, 2, FEW + 1, 2, 2, 1].map((rows) => [rows, rows, true]),
    [0, 0, null],
  ]);
});
