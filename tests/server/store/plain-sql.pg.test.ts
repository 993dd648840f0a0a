import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Commit, ORIGIN } from '../../../shared/protocol/commit.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import type { WireRow } from '../../../shared/records/values.ts';
import { connect } from '../../support/postgres.ts';
import { startTestServer } from '../../support/server.ts';
import { replay, WireClient } from '../../support/wire-client.ts';

const owner = (id: string, name: string): (string | null)[] => [id, name, null, null, null, null];

async function parts() {
  const server = await startTestServer();
  const { access } = await server.signIn();
  const client = new WireClient({ url: server.url, token: access });
  const sql = await connect(server.databaseUrl);
  onTestFinished(() => sql.end());
  const { rows } = await sql.query('SELECT id FROM satchel.clinics');
  return { server, client, sql, clinic: rows[0].id as number };
}

/** Everything the clinic has, read past the sync protocol. */
async function truth(sql: pg.Client): Promise<Map<string, string>> {
  const owners = await sql.query('SELECT id, full_name, email, phone, address, notes FROM owners');
  return new Map(
    owners.rows.map((row) => [
      `owners ${JSON.stringify(row.id)}`,
      JSON.stringify(Object.values(row)),
    ]),
  );
}

describe('plain SQL beside the server', () => {
  it('[server order] is one commit a transaction, whatever it does', async () => {
    const { client, sql, clinic } = await parts();
    await sql.query('BEGIN');
    for (const id of ['o1', 'o2', 'o3']) {
      await sql.query('INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, $2, $3)', [
        ...[clinic, id, 'Ann'],
      ]);
    }
    await sql.query(`UPDATE owners SET phone = '1' WHERE id = 'o1'`);
    await sql.query(`DELETE FROM owners WHERE id = 'o2'`);
    await sql.query('COMMIT');
    const first = await client.pull();
    expect(first.head.version).toBe(1);
    expect(first.rows).toEqual([
      [0, 1, 'o1', 'Ann', null, '1', null, null],
      [0, 1, 'o3', 'Ann', null, null, null, null],
      [-1, 1, 'o2'],
    ]);
    await sql.query(`UPDATE owners SET id = 'o9' WHERE id = 'o1'`);
    const second = await client.pull(first.head);
    expect(second.rows).toEqual([
      [0, 2, 'o9', 'Ann', null, '1', null, null],
      [-1, 2, 'o1'],
    ]);
    await sql.query(
      `INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, 'o2', 'Back')
       ON CONFLICT (clinic_id, id) DO UPDATE SET full_name = excluded.full_name`,
      [clinic],
    );
    const third = await client.pull(second.head);
    expect(third.rows).toEqual([[0, 3, 'o2', 'Back', null, null, null, null]]);
    expect(replay(clinicSchema, (await client.pull()).rows)).toEqual(await truth(sql));
  });

  it('[server order] leaves nothing when it rolls back', async () => {
    const { client, sql, clinic } = await parts();
    await sql.query('BEGIN');
    await sql.query(`INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, 'o1', 'A')`, [
      clinic,
    ]);
    await sql.query('ROLLBACK');
    await sql.query('BEGIN');
    await sql.query('SAVEPOINT a');
    await sql.query(`INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, 'o2', 'A')`, [
      clinic,
    ]);
    await sql.query('ROLLBACK TO SAVEPOINT a');
    await sql.query(`INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, 'o3', 'A')`, [
      clinic,
    ]);
    await sql.query('COMMIT');
    const { head, rows } = await client.pull();
    expect(head.version).toBe(1);
    expect(rows.map((row) => row[2])).toEqual(['o3']);
  });

  it('cannot forge a version, truncate, or edit the audit', async () => {
    const { client, sql, clinic } = await parts();
    await client.push([client.insert('owners', owner('o1', 'Ann'))]);
    await sql.query('UPDATE owners SET sync_version = 1, sync_epoch = 0');
    const { rows } = await sql.query('SELECT sync_version FROM owners');
    expect(Number(rows[0].sync_version)).toBe(2);
    await expect(sql.query('TRUNCATE owners CASCADE')).rejects.toThrow('refused');
    await expect(sql.query('UPDATE satchel.audit SET author = author')).rejects.toThrow('refused');
    await expect(sql.query('DELETE FROM satchel.audit')).rejects.toThrow('refused');
    await expect(sql.query('TRUNCATE satchel.audit')).rejects.toThrow('refused');
    const audit = await sql.query('SELECT * FROM satchel.audit WHERE clinic_id = $1', [clinic]);
    expect(audit.rows).toMatchObject([
      { tbl: 'owners', op: 'i', author: 'Ann', device: 'desk-1', keys: '[["o1"]]', version: '1' },
    ]);
  });

  it('[server order] is missed by no puller, concurrently with uploads and paging downloads', async () => {
    const { server, client, sql, clinic } = await parts();
    const stop = { now: false };
    const written = Promise.withResolvers<undefined>();
    const until = async (work: (round: number) => Promise<void>): Promise<void> => {
      for (let round = 0; !stop.now; round++) await work(round);
    };
    const writers = Array.from({ length: 3 }, async (_, writer) => {
      const own = await connect(server.databaseUrl);
      await until(async (round) => {
        const id = `sql-${String(writer)}-${String(round % 40)}`;
        await own.query('BEGIN');
        try {
          await own.query(
            `INSERT INTO owners (clinic_id, id, full_name) VALUES ($1, $2, $3)
             ON CONFLICT (clinic_id, id) DO UPDATE SET full_name = excluded.full_name`,
            [clinic, id, `round ${String(round)}`],
          );
          // Rows of the uploads too: locks are taken in the opposite order to theirs.
          if (round % 3 === 0)
            await own.query(`UPDATE owners SET notes = $1 WHERE id LIKE 'up-%'`, [id]);
          if (round % 4 === 0) await own.query(`DELETE FROM owners WHERE id = $1`, [id]);
          if (round % 5 === 0) await sleep(3);
          await own.query(round % 7 === 0 ? 'ROLLBACK' : 'COMMIT');
        } catch (error) {
          // Only other plain SQL may be in the way of plain SQL; an upload steps back.
          if ((error as { code?: string }).code !== '40P01') throw error;
          await own.query('ROLLBACK');
        }
      });
      await own.end();
    });
    const uploader = until(async (round) => {
      const key = `up-${String(round % 5)}`;
      const answer = await client.push([
        client.insert('owners', owner(randomUUID(), `upload ${String(round)}`)),
        client.insert('owners', owner(key, 'shared')),
      ]);
      if (answer.status !== 'done') throw new RangeError('an upload was not answered');
    });
    const pullers = Array.from({ length: 2 }, async (_, puller) => {
      const held: WireRow[] = [];
      let cursor: Commit = ORIGIN;
      const pull = async () => {
        const page = await client.pull(cursor, { limit: String(7 + 20 * puller) });
        held.push(...page.rows);
        cursor = page.head;
      };
      await until(pull);
      await written.promise;
      await pull();
      return replay(clinicSchema, held);
    });
    await sleep(4_000);
    stop.now = true;
    await Promise.all([...writers, uploader]);
    written.resolve(undefined);
    const [a, b] = await Promise.all(pullers);
    const all = await truth(sql);
    const { head } = await client.pull();
    expect(all.size).toBeGreaterThan(20);
    expect(head.version).toBeGreaterThan(50);
    expect(replay(clinicSchema, (await client.pull()).rows)).toEqual(all);
    expect(a).toEqual(all);
    expect(b).toEqual(all);
  });
});
