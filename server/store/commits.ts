import { type Commit, sameCommit } from '../../shared/protocol/commit.ts';
import { HEAD_COLUMNS, type Head, toHead } from './clinics.ts';
import type { Client } from './database.ts';
import { execute, prepared } from './prepared.ts';
import { textLiteral } from './sql-text.ts';

export type HeadRow = Parameters<typeof toHead>[0];

/** Each is looked up by the only index its table has. */
const lasting = { lasting: true };
const HEAD_TEXT = `SELECT ${HEAD_COLUMNS} FROM satchel.clinics WHERE id = $1`;
const HEAD = prepared('integer', HEAD_TEXT, lasting);
const LOCK_TEXT = `SELECT ${HEAD_COLUMNS} FROM satchel.clinics WHERE id = $1 FOR UPDATE`;
const LOCK = prepared('integer', LOCK_TEXT, lasting);
const JOIN = prepared(
  'integer, text, text, bigint',
  `SELECT ${HEAD_COLUMNS} FROM satchel.join_commit($1, $2, $3, $4)`,
  lasting,
);
const SHOWN_TEXT =
  'SELECT version, epoch, nonce FROM satchel.commits WHERE clinic_id = $1 AND version = ANY($2)';
const SHOWN = prepared('integer, bigint[]', SHOWN_TEXT, lasting);

/** What a connection needs for the SQL of this file. */
export const COMMIT_STATEMENTS = [HEAD, LOCK, JOIN, SHOWN];

/** SQL for the clinic's head, as `toHead` takes it. */
export function headSql(clinic: number): string {
  return execute(HEAD, [clinic]);
}

/** SQL that locks the clinic's head until the transaction ends: nobody else can commit to this clinic meanwhile. */
export function lockHeadSql(clinic: number): string {
  return execute(LOCK, [clinic]);
}

export async function lockHead(client: Client, clinic: number): Promise<Head> {
  const { rows } = await client.query<HeadRow>(LOCK_TEXT, [clinic]);
  return toHead(rows[0] as HeadRow);
}

/** SQL that makes this transaction a commit of the clinic, unless it is one; its rows are stamped by it from now on. */
export function joinCommitSql(
  clinic: number,
  by: { device: string; incarnation: string; batch: number },
): string {
  return execute(JOIN, [clinic, textLiteral(by.device), textLiteral(by.incarnation), by.batch]);
}

/** SQL that finds what the server has in the places of these commits. */
export function shownSql(clinic: number, commits: readonly Commit[]): string {
  const versions = commits.map(({ version }) => version).join(',');
  return execute(SHOWN, [clinic, `'{${versions}}'`]);
}

/** A condition in SQL: the server has this commit, nonce and all. */
export function knowsSql(clinic: string, commit: Record<keyof Commit, string>): string {
  return `(${commit.version} = 0 OR EXISTS (SELECT FROM satchel.commits k WHERE k.clinic_id = ${clinic}
    AND k.version = ${commit.version} AND k.epoch = ${commit.epoch} AND k.nonce = ${commit.nonce}))`;
}

/** Whether the server has each of these commits. */
export async function knowsCommits(
  client: Client,
  clinic: number,
  commits: readonly Commit[],
): Promise<boolean> {
  const versions = commits.map(({ version }) => version);
  const { rows } = await client.query<Commit>(SHOWN_TEXT, [clinic, versions]);
  return knowsAll(commits, rows);
}

/** Whether each of these commits is among those found by `shownSql`, nonce and all. */
export function knowsAll(commits: readonly Commit[], found: readonly Commit[]): boolean {
  return commits.every(
    (commit) => commit.version === 0 || found.some((other) => sameCommit(other, commit)),
  );
}

/** The highest version the server holds of the epochs up to this one, below `version`. */
export async function highestKnown(
  client: Client,
  clinic: number,
  { epoch, version }: Pick<Commit, 'epoch' | 'version'>,
): Promise<number> {
  const { rows } = await client.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM satchel.commits
     WHERE clinic_id = $1 AND epoch <= $2 AND version < $3`,
    [clinic, epoch, version],
  );
  return rows[0]?.version ?? 0;
}

/**
 * Starts an epoch later than both sides', at a version later than both: versions never go back, so a commit
 * that was lost never shares its number with a new one.
 */
export async function mintEpoch(client: Client, clinic: number, shown: Commit): Promise<Head> {
  await client.query(
    `UPDATE satchel.clinics SET epoch = greatest(epoch, $2) + 1, head = greatest(head, $3),
       epochs = (epochs::jsonb || jsonb_build_array(
         jsonb_build_array(greatest(epoch, $2) + 1, greatest(head, $3) + 1)))::json
     WHERE id = $1`,
    [clinic, shown.epoch, shown.version],
  );
  const { rows } = await client.query<HeadRow>(
    `SELECT ${HEAD_COLUMNS} FROM satchel.begin_commit($1, NULL, NULL, NULL)`,
    [clinic],
  );
  return toHead(rows[0] as HeadRow);
}
