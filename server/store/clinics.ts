import type pg from 'pg';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { Database } from './database.ts';

export interface Clinic {
  /** The public id, as devices know it. */
  readonly id: string;
  readonly name: string;
}

/** Where a clinic's order stands. */
export interface Head extends Commit {
  readonly floor: number;
  readonly backedUp: number;
  /** `[epoch, first version]`, oldest first. */
  readonly epochs: [epoch: number, from: number][];
}

interface HeadRow {
  epoch: number;
  head: number;
  nonce: string;
  floor: number;
  backed_up: number;
  epochs: [number, number][];
}

export const HEAD_COLUMNS = 'epoch, head, nonce, floor, backed_up, epochs';

export function toHead(row: HeadRow): Head {
  const { epoch, head, nonce, floor, epochs } = row;
  return { epoch, version: head, nonce, floor, epochs, backedUp: row.backed_up };
}

/** The commit part alone, as it goes on the wire. */
export function toCommit({ epoch, version, nonce }: Commit): Commit {
  return { epoch, version, nonce };
}

/** One small query, prepared: it is all that an idle pull costs. */
export async function readHead(client: pg.Pool | pg.ClientBase, clinic: number): Promise<Head> {
  const { rows } = await client.query<HeadRow>({
    name: 'head',
    text: `SELECT ${HEAD_COLUMNS} FROM satchel.clinics WHERE id = $1`,
    values: [clinic],
  });
  return toHead(rows[0] as HeadRow);
}

/** @throws SatchelError CLINIC_EXISTS */
export async function addClinic({ pool }: Database, name: string): Promise<Clinic> {
  const { rows } = await asOwner(pool, (client) =>
    client.query<Clinic>(
      `INSERT INTO satchel.clinics (name) VALUES ($1) ON CONFLICT (name) DO NOTHING
       RETURNING public AS id, name`,
      [name],
    ),
  );
  if (!rows[0]) throw new SatchelError('CLINIC_EXISTS', { name });
  return rows[0];
}

export async function listClinics({
  pool,
}: Database): Promise<(Clinic & { users: number; head: number })[]> {
  const { rows } = await pool.query<Clinic & { users: number; head: number }>(
    `SELECT c.public AS id, c.name, c.head, (SELECT count(*) FROM satchel.users u WHERE u.clinic_id = c.id) AS users
     FROM satchel.clinics c ORDER BY c.name`,
  );
  return rows;
}

/** The inner number of a clinic by its name or public id. @throws SatchelError CLINIC_NOT_FOUND */
export async function getClinicNumber({ pool }: Database, nameOrId: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'SELECT id FROM satchel.clinics WHERE name = $1 OR public::text = $1',
    [nameOrId],
  );
  if (!rows[0]) throw new SatchelError('CLINIC_NOT_FOUND', { name: nameOrId });
  return rows[0].id;
}

export interface Pruned {
  readonly clinic: string;
  /** Deletions up to this version are forgotten: a desk that last pulled before it compares every record. */
  readonly floor: number;
  readonly forgotten: number;
}

/**
 * Forgets deletions older than so many days, and publishes up to where, in one transaction: no desk can be told less
 * than its cursor lets it expect [SYNC-11].
 */
export async function pruneTombstones({ pool }: Database, keepDays: number): Promise<Pruned[]> {
  return asOwner(pool, async (client) => {
    const { rows: clinics } = await client.query<{ id: number; name: string; floor: number }>(
      `UPDATE satchel.clinics c SET floor = greatest(c.floor, coalesce((
           SELECT max(k.version) FROM satchel.commits k
           WHERE k.clinic_id = c.id AND k.at < now() - make_interval(days => $1)), 0))
       RETURNING id, name, floor`,
      [keepDays],
    );
    const pruned: Pruned[] = [];
    for (const { id, name, floor } of clinics) {
      const { rowCount } = await client.query(
        'DELETE FROM satchel.tombstones WHERE clinic_id = $1 AND sync_version <= $2',
        [id, floor],
      );
      pruned.push({ clinic: name, floor, forgotten: rowCount ?? 0 });
    }
    return pruned;
  });
}

/** Administration: adding clinics and tables is not a right of the role that serves requests. */
export async function asOwner<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL ROLE NONE');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
