import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote } from '../../shared/records/sqlite-ddl.ts';
import type { Batch, Frame, Mutation } from '../sync/batch.ts';
import { LIMIT_LOCK_WAIT } from './batch-transaction.ts';
import { type Head, toHead } from './clinics.ts';
import { type HeadRow, joinCommitSql } from './commits.ts';
import type { Client } from './database.ts';
import { inSavepoint } from './savepoint.ts';
import { dataTable, literal, wireKey, wireRow } from './sql-text.ts';
import { stagedValue } from './stage.ts';

/** Why a staged mutation does not fit the row's present version. */
export interface Misfit {
  readonly index: number;
  readonly live: boolean;
  /** Of the row, or of its tombstone; null when the server knows nothing of the key. */
  readonly epoch: number | null;
  readonly version: number | null;
}

interface Target {
  readonly clinic: number;
  readonly batch: Batch;
}

/**
 * The staged mutations of one frame whose base is not the row's present version [SYNC-3]. Holding the clinic's head
 * lock, nothing else can commit a change to these rows before this transaction ends.
 */
export async function findMisfits(
  client: Client,
  { clinic, batch }: Target,
  frameIndex: number,
): Promise<Misfit[]> {
  const frame = batch.frames[frameIndex] as Frame;
  const table = frame.table as TableManifest;
  const { rows } = await client.query<Misfit>(
    `SELECT s.idx AS index, t.sync_version IS NOT NULL AS live,
            coalesce(t.sync_epoch, d.sync_epoch) AS epoch, coalesce(t.sync_version, d.sync_version) AS version
     FROM pg_temp.stage s
     LEFT JOIN LATERAL (SELECT t.sync_epoch, t.sync_version FROM ${dataTable(table)} t
       WHERE t.clinic_id = $1 AND ${sameKey(table, frame)} LIMIT 1) t ON true
     LEFT JOIN LATERAL (SELECT d.sync_epoch, d.sync_version FROM satchel.tombstones d
       WHERE d.clinic_id = $1 AND d.tbl = ${literal(table.name)} AND d.pk = s.pk LIMIT 1) d ON t.sync_version IS NULL
     WHERE s.frame = $2 AND CASE
       WHEN s.op = 'i' THEN t.sync_version IS NOT NULL
         OR (d.sync_version IS NOT NULL AND (d.sync_epoch, d.sync_version) IS DISTINCT FROM (s.epoch, s.version))
       ELSE t.sync_version IS NULL OR (t.sync_epoch, t.sync_version) IS DISTINCT FROM (s.epoch, s.version) END`,
    [clinic, frameIndex],
  );
  return rows;
}

/** The present rows of these staged keys as JSON arrays in our column order, by mutation index. */
export async function readImages(
  client: Client,
  { clinic, batch }: Target,
  { frame: frameIndex, indexes }: { frame: number; indexes: readonly number[] },
): Promise<Map<number, string>> {
  const frame = batch.frames[frameIndex] as Frame;
  const table = frame.table as TableManifest;
  const { rows } = await client.query<{ idx: number; image: string }>(
    `SELECT s.idx, '[' || ${wireRow(table, 't')} || ']' AS image FROM pg_temp.stage s
     JOIN ${dataTable(table)} t ON t.clinic_id = $1 AND ${sameKey(table, frame)}
     WHERE s.idx = ANY($2::integer[])`,
    [clinic, indexes],
  );
  return new Map(rows.map(({ idx, image }) => [idx, image]));
}

/**
 * Writes these staged mutations set by set, as one attempt that stays or leaves no trace: inserts and updates parents
 * first, then deletes children first. Keys and unique columns are checked at the end, so the order within the set
 * does not matter to them.
 *
 * @returns the commit the transaction now is
 */
export async function writeSet(
  client: Client,
  target: Target,
  mutations: readonly Mutation[],
): Promise<Head> {
  const { clinic, batch } = target;
  const join = joinCommitSql(clinic, batch.header);
  const sql = {
    enter: `${LIMIT_LOCK_WAIT} SET CONSTRAINTS ALL DEFERRED; ${join}`,
    leave: 'SET CONSTRAINTS ALL IMMEDIATE;',
  };
  return inSavepoint<Head, HeadRow>(client, sql, async ([head]) => {
    const commit = toHead(head as HeadRow);
    await write(client, target, { mutations, commit });
    return { end: 'keep', value: commit };
  });
}

async function write(
  client: Client,
  { clinic, batch }: Target,
  { mutations, commit }: { mutations: readonly Mutation[]; commit: Head },
): Promise<void> {
  const order = (mutation: Mutation): number => (mutation.op === 'd' ? -1 : 1) * mutation.frame;
  const groups = Map.groupBy(
    [...mutations].sort(
      (a, b) => Number(a.op === 'd') - Number(b.op === 'd') || order(a) - order(b),
    ),
    ({ op, frame, columns }) => `${op} ${String(frame)} ${op === 'u' ? columns.join(',') : ''}`,
  );
  for (const members of groups.values()) {
    const first = members[0] as Mutation;
    const frame = batch.frames[first.frame] as Frame;
    const indexes = members.map(({ index }) => index);
    const { rowCount } = await client.query(statement(first, { frame, commit }), [clinic, indexes]);
    if (rowCount !== members.length)
      throw new RangeError('a row moved under the lock of its clinic');
  }
}

/** The stamp is written with the row: the trigger, which would, costs more than the rest of its row's checks. */
function statement(
  { op, columns }: Mutation,
  { frame, commit }: { frame: Frame; commit: Head },
): string {
  const table = frame.table as TableManifest;
  const name = dataTable(table);
  const fits = `t.clinic_id = $1 AND ${sameKey(table, frame)} AND s.idx = ANY($2::integer[])`;
  if (op === 'd') return `DELETE FROM ${name} t USING pg_temp.stage s WHERE ${fits}`;
  const targets = columns.map((at) => quote(table.columns[at]?.name ?? ''));
  const sources = columns.map((at) => stagedValue(table.columns[at]?.type ?? 'text', at));
  if (op === 'i') {
    return `INSERT INTO ${name} (clinic_id, sync_epoch, sync_version, ${targets.join(', ')})
      SELECT $1, ${String(commit.epoch)}, ${String(commit.version)}, ${sources.join(', ')} FROM pg_temp.stage s WHERE s.idx = ANY($2::integer[])`;
  }
  const sets = targets.map((column, i) => `${column} = ${sources[i] ?? 'NULL'}`);
  sets.push(`sync_epoch = ${String(commit.epoch)}`, `sync_version = ${String(commit.version)}`);
  return `UPDATE ${name} t SET ${sets.join(', ')} FROM pg_temp.stage s WHERE ${fits}`;
}

/** Stamps rows anew with this commit, their content untouched: for work that had been applied before. */
export async function restamp(
  client: Client,
  { clinic, batch }: Target,
  { frame: frameIndex, indexes }: { frame: number; indexes: readonly number[] },
): Promise<Head> {
  const frame = batch.frames[frameIndex] as Frame;
  const table = frame.table as TableManifest;
  const { rows } = await client.query<HeadRow>(joinCommitSql(clinic, batch.header));
  await client.query(
    `UPDATE ${dataTable(table)} t SET clinic_id = t.clinic_id FROM pg_temp.stage s
     WHERE t.clinic_id = $1 AND ${sameKey(table, frame)} AND s.idx = ANY($2::integer[])`,
    [clinic, indexes],
  );
  return toHead(rows[0] as HeadRow);
}

/** The key of the row that holds the staged value of a unique column. */
export async function findHolder(
  client: Client,
  { clinic, batch }: Target,
  { mutation, column }: { mutation: Mutation; column: string },
): Promise<string | undefined> {
  const frame = batch.frames[mutation.frame] as Frame;
  const table = frame.table as TableManifest;
  const at = table.columns.findIndex(({ name }) => name === column);
  const { rows } = await client.query<{ pk: string }>(
    `SELECT ${wireKey(table, 't')} AS pk FROM pg_temp.stage s
     JOIN ${dataTable(table)} t ON t.clinic_id = $1
       AND t.${quote(column)} = ${stagedValue(table.columns[at]?.type ?? 'text', at)}
     WHERE s.idx = $2`,
    [clinic, mutation.index],
  );
  return rows[0]?.pk;
}

function sameKey(table: TableManifest, frame: Frame): string {
  return frame.key
    .map((at) => {
      const column = table.columns[at];
      return `t.${quote(column?.name ?? '')} = ${stagedValue(column?.type ?? 'text', at)}`;
    })
    .join(' AND ');
}
