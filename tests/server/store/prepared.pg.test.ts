import type pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { queryAll } from '../../../server/store/database.ts';
import { execute, prepare, prepared } from '../../../server/store/prepared.ts';
import { fewSql, fewStatement } from '../../../server/store/read-page.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { connectionOf, startTestServer } from '../../support/server.ts';

const connection = async () => connectionOf(await startTestServer());

async function heldBy(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM pg_prepared_statements ORDER BY name',
  );
  return rows.map(({ name }) => name);
}

const add = prepared('integer, integer', 'SELECT $1 + $2 AS sum');

describe('statements a connection keeps', () => {
  it('[server order] reads what is new by the index of versions, also by a plan of when all was empty', async () => {
    const client = await connection();
    await prepare(client, [fewStatement(clinicSchema)]);
    const sql = fewSql(
      { clinic: 1, schema: clinicSchema, own: [] },
      { since: 1, rows: 1000, bytes: 1 << 20 },
    );
    const begin =
      'BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL satchel.clinic = 1;';
    const results = await queryAll(client, `${begin} EXPLAIN ${sql} COMMIT`);
    const plan = results.flatMap(({ rows }) =>
      rows.map((row: Record<string, string>) => row['QUERY PLAN'] ?? ''),
    );
    const scans = plan.flatMap((line) => /Scan using (\w+)/.exec(line)?.[1] ?? []);
    const wanted = [...clinicSchema.tables.map(({ name }) => name), 'tombstones'];
    expect(scans.sort()).toEqual(wanted.map((name) => `${name}_sync`).sort());
    expect((await queryAll(client, `${begin} ${sql} COMMIT`)).at(-2)?.rows).toEqual([]);
  });

  it('prepares each once, and runs it together with others', async () => {
    const client = await connection();
    await prepare(client, [add]);
    await prepare(client, [add]);
    expect(await heldBy(client)).toEqual([add.name]);
    const results = await queryAll(client, `${execute(add, [1, 2])} ${execute(add, [3, 4])}`);
    expect(results.map(({ rows }) => rows)).toEqual([[{ sum: 3 }], [{ sum: 7 }]]);
  });

  it('lets go of plans that are older than the tables they were made for may be', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const client = await connection();
    const other = prepared('integer', 'SELECT $1 AS it');
    await prepare(client, [add]);
    vi.advanceTimersByTime(11_000);
    await prepare(client, [other]);
    expect(await heldBy(client)).toEqual([other.name]);
    await prepare(client, [add]);
    expect(await heldBy(client)).toEqual([add.name, other.name].sort());
  });

  it('keeps those that only one way leads to, and so what pulls a few rows however seldom a desk does', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const client = await connection();
    const few = fewStatement(clinicSchema);
    await prepare(client, [add, few]);
    const sql = 'SELECT name, prepare_time::text AS at FROM pg_prepared_statements WHERE name = $1';
    const { rows: before } = await client.query(sql, [few.name]);
    vi.advanceTimersByTime(11_000);
    await prepare(client, [few]);
    await prepare(client, [add, few]);
    expect((await client.query(sql, [few.name])).rows).toEqual(before);
    expect(await heldBy(client)).toEqual([add.name, few.name].sort());
    vi.advanceTimersByTime(11_000);
    await prepare(client, [few, prepared('integer', 'SELECT $1 AS another')]);
    expect(await heldBy(client)).not.toContain(add.name);
  });

  it('keeps no more than a connection can hold, whatever columns are sent', async () => {
    const client = await connection();
    const many = Array.from({ length: 400 }, (_, i) =>
      prepared('integer', `SELECT $1 + ${String(i)} AS sum`),
    );
    for (const one of many) await prepare(client, [one]);
    expect((await heldBy(client)).length).toBeLessThanOrEqual(300);
    const last = many.at(-1);
    const results = last && (await queryAll(client, execute(last, [1])));
    expect(results?.[0]?.rows).toEqual([{ sum: 400 }]);
  });
});
