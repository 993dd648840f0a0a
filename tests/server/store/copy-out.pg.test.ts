import { expect, it } from 'vitest';
import { copyOut } from '../../../server/store/copy-out.ts';
import { connectionOf, startTestServer } from '../../support/server.ts';

const rows = 200_000;
const text = `COPY (SELECT i, repeat('x', 50) FROM generate_series(1, ${String(rows)}) i) TO STDOUT`;
const connection = async () => connectionOf(await startTestServer());

it('a COPY gives every row', async () => {
  const client = await connection();
  let lines = 0;
  for await (const chunk of copyOut(client, text)) {
    for (const byte of chunk) if (byte === 10) lines++;
  }
  expect(lines).toBe(rows);
});

it('a COPY that is left before its end lets go of the connection', async () => {
  const client = await connection();
  const stop = async () => {
    for await (const chunk of copyOut(client, text)) {
      if (chunk.length > 0) throw new Error('enough');
    }
  };
  await expect(stop()).rejects.toThrow('enough');
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

it('a COPY that PostgreSQL cannot finish says so and leaves the connection usable', async () => {
  const client = await connection();
  const read = async () => {
    const failing = `COPY (SELECT 1 / (i - ${String(rows)}) FROM generate_series(1, ${String(rows)}) i) TO STDOUT`;
    for await (const chunk of copyOut(client, failing)) expect(chunk.length).toBeGreaterThan(0);
  };
  await expect(read()).rejects.toThrow('division by zero');
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
