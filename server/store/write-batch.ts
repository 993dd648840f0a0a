import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote } from '../../shared/records/sqlite-ddl.ts';
import type { Batch, Frame, Mutation, Shape } from '../sync/batch.ts';
import { LIMIT_LOCK_WAIT } from './batch-transaction.ts';
import { type Head, toHead } from './clinics.ts';
import { type HeadRow, joinCommitSql } from './commits.ts';
import type { Client } from './database.ts';
import { execute, type Prepared, prepared } from './prepared.ts';
import { attempt } from './savepoint.ts';
import { dataTable, literal, wireKey, wireRow } from './sql-text.ts';
import { FEW, stagedValue } from './stage.ts';

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
 * SQL for the staged mutations of one frame whose base is not the row's present version [SYNC-3], as `Misfit` rows.
 * Holding the clinic's head lock, nothing else can commit a change to these rows before this transaction ends.
 */
export function misfitsSql({ clinic, batch }: Target, frame: number): string {
  const of = batch.frames[frame] as Frame;
  if (isFew(batch)) return execute(misfits(of), [clinic, frame]);
  return `${misfitsText(of, { clinic: String(clinic), frame: String(frame) })};`;
}

/** Many rows are planned for anew: a plan of when the table was empty, kept for a while only, would make a first upload crawl. */
function isFew({ mutations }: Batch): boolean {
  return mutations.length <= FEW;
}

function misfits(frame: Frame): Prepared {
  return prepared('integer, integer', misfitsText(frame, { clinic: '$1', frame: '$2' }));
}

function misfitsText(frame: Frame, { clinic, frame: number }: { clinic: string; frame: string }) {
  const table = frame.table as TableManifest;
  return `SELECT s.idx AS index, t.sync_version IS NOT NULL AS live,
       coalesce(t.sync_epoch, d.sync_epoch) AS epoch, coalesce(t.sync_version, d.sync_version) AS version
     FROM pg_temp.stage s
     LEFT JOIN LATERAL (SELECT t.sync_epoch, t.sync_version FROM ${dataTable(table)} t
       WHERE t.clinic_id = ${clinic} AND ${sameKey(table, frame)} LIMIT 1) t ON true
     LEFT JOIN LATERAL (SELECT d.sync_epoch, d.sync_version FROM satchel.tombstones d
       WHERE d.clinic_id = ${clinic} AND d.tbl = ${literal(table.name)} AND d.pk = s.pk LIMIT 1) d ON t.sync_version IS NULL
     WHERE s.frame = ${number} AND CASE
       WHEN s.op = 'i' THEN t.sync_version IS NOT NULL
         OR (d.sync_version IS NOT NULL AND (d.sync_epoch, d.sync_version) IS DISTINCT FROM (s.epoch, s.version))
       ELSE t.sync_version IS NULL OR (t.sync_epoch, t.sync_version) IS DISTINCT FROM (s.epoch, s.version) END`;
}

/** Statements that a connection needs to compare these mutations with what is there, and to write them. */
export function batchStatements(batch: Batch, mutations: readonly Mutation[]): Prepared[] {
  if (!isFew(batch)) return [];
  const frames = new Set(mutations.map(({ frame }) => frame));
  const shapes = new Set(mutations.map(({ shape }) => shape));
  return [
    ...[...frames].map((frame) => misfits(batch.frames[frame] as Frame)),
    ...[...shapes].map((shape) => write(batch, shape)),
  ];
}

/**
 * SQL that writes all of a few staged mutations behind each other, for a transaction that is the commit already. It fails
 * unless each of them fits, and nothing behind it is carried out then. Keys are checked by the COMMIT.
 */
export function writeFittingSql({ clinic, batch }: Target): string {
  return [
    ...framesWithInserts(batch).map((frame) => execute(fitting(batch, frame), [clinic, frame])),
    LIMIT_LOCK_WAIT,
    ...toSets(batch.mutations).map(([shape, members]) =>
      execute(fittingWrite(batch, shape), [clinic, indexList(members), members.length]),
    ),
  ].join(' ');
}

/** What `writeFittingSql` executes. */
export function fittingStatements(batch: Batch): Prepared[] {
  const shapes = new Set(batch.mutations.map(({ shape }) => shape));
  return [
    ...framesWithInserts(batch).map((frame) => fitting(batch, frame)),
    ...[...shapes].map((shape) => fittingWrite(batch, shape)),
  ];
}

/** An insert may be of a key with a tombstone; all else that does not fit shows where it is written. */
function framesWithInserts({ mutations }: Batch): number[] {
  return [...new Set(mutations.flatMap(({ op, frame }) => (op === 'i' ? [frame] : [])))];
}

function fitting({ frames }: Batch, frame: number): Prepared {
  const misfit = misfitsText(frames[frame] as Frame, { clinic: '$1', frame: '$2' });
  return prepared('integer, integer', `SELECT satchel.expect(NOT EXISTS (${misfit}))`);
}

/** Only what is at its base is written, and it must be all of them. */
function fittingWrite(batch: Batch, shape: Shape): Prepared {
  const text = writeText(batch, shape, { clinic: '$1', indexes: '$2' });
  const atBase =
    shape.op === 'i' ? '' : 'AND (t.sync_epoch, t.sync_version) = (s.epoch, s.version)';
  return prepared(
    'integer, integer[], bigint',
    `WITH written AS (${text} ${atBase} RETURNING 1) SELECT satchel.expect(count(*) = $3) FROM written`,
  );
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
 * does not matter to them. One round trip, however many sets.
 *
 * @returns the commit the transaction now is
 */
export async function writeSet(
  client: Client,
  target: Target,
  mutations: readonly Mutation[],
): Promise<Head> {
  const { clinic, batch } = target;
  const sets = toSets(mutations);
  const before = [
    LIMIT_LOCK_WAIT,
    'SET CONSTRAINTS ALL DEFERRED;',
    joinCommitSql(clinic, batch.header),
  ];
  const writes = sets.map(([shape, members]) => writeSql(target, shape, members));
  const sql = [...before, ...writes, 'SET CONSTRAINTS ALL IMMEDIATE;'].join(' ');
  const results = (await attempt(client, sql)).slice(before.length - 1);
  sets.forEach(([, members], at) => {
    if (results[at + 1]?.rowCount !== members.length)
      throw new RangeError('a row moved under the lock of its clinic');
  });
  return toHead(results[0]?.rows[0] as HeadRow);
}

function toSets(mutations: readonly Mutation[]): [Shape, Mutation[]][] {
  return [...Map.groupBy(mutations, ({ shape }) => shape)].sort(
    ([a], [b]) => Number(a.op === 'd') - Number(b.op === 'd') || order(a) - order(b),
  );
}

const order = ({ op, frame }: Shape): number => (op === 'd' ? -1 : 1) * frame;

/** Prepared statements are for few rows: a list of indexes that is a parameter is searched from its beginning for each. */
function writeSql({ clinic, batch }: Target, shape: Shape, members: readonly Mutation[]): string {
  const indexes = indexList(members);
  if (isFew(batch)) return execute(write(batch, shape), [clinic, indexes]);
  return `${writeText(batch, shape, { clinic: String(clinic), indexes: `${indexes}::integer[]` })};`;
}

function indexList(members: readonly Mutation[]): string {
  return `'{${members.map(({ index }) => index).join(',')}}'`;
}

function write(batch: Batch, shape: Shape): Prepared {
  const text = writeText(batch, shape, { clinic: '$1', indexes: '$2' });
  return prepared('integer, integer[]', text);
}

/** The stamp is written with the row: the trigger, which would, costs more than the rest of its row's checks. */
function writeText(
  batch: Batch,
  { op, frame: frameIndex, columns }: Shape,
  { clinic, indexes }: { clinic: string; indexes: string },
): string {
  const frame = batch.frames[frameIndex] as Frame;
  const table = frame.table as TableManifest;
  const name = dataTable(table);
  const staged = `s.idx = ANY(${indexes})`;
  const fits = `t.clinic_id = ${clinic} AND ${sameKey(table, frame)} AND ${staged}`;
  if (op === 'd') return `DELETE FROM ${name} t USING pg_temp.stage s WHERE ${fits}`;
  const [epoch, version] = ['e', 'v'].map(
    (setting) => `(SELECT current_setting('satchel.${setting}' || ${clinic})::bigint)`,
  ) as [string, string];
  const targets = columns.map((at) => quote(columnAt(table, at).name));
  const sources = columns.map((at) => stagedValue(columnAt(table, at).type, at));
  if (op === 'i') {
    return `INSERT INTO ${name} (clinic_id, sync_epoch, sync_version, ${targets.join(', ')})
      SELECT ${clinic}, ${epoch}, ${version}, ${sources.join(', ')} FROM pg_temp.stage s WHERE ${staged}`;
  }
  const sets = targets.map((column, i) => `${column} = ${sources[i] as string}`);
  sets.push(`sync_epoch = ${epoch}`, `sync_version = ${version}`);
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
       AND t.${quote(column)} = ${stagedValue(columnAt(table, at).type, at)}
     WHERE s.idx = $2`,
    [clinic, mutation.index],
  );
  return rows[0]?.pk;
}

function sameKey(table: TableManifest, frame: Frame): string {
  return frame.key
    .map((at) => {
      const { name, type } = columnAt(table, at);
      return `t.${quote(name)} = ${stagedValue(type, at)}`;
    })
    .join(' AND ');
}

function columnAt(table: TableManifest, at: number): ColumnManifest {
  return table.columns[at] as ColumnManifest;
}
