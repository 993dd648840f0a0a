import { SatchelError } from '../../shared/errors/satchel-error.ts';
import {
  type Commit,
  formatCommit,
  ORIGIN,
  parseCommit,
  sameCommit,
} from '../../shared/protocol/commit.ts';
import type { DownloadHeader, DownloadQuery } from '../../shared/protocol/download.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import { type BatchRecord, type DeviceKey, readAnswers } from '../store/batches.ts';
import { type Head, readHead, toCommit, toHead } from '../store/clinics.ts';
import { COMMIT_STATEMENTS, headSql, type HeadRow, knowsAll, shownSql } from '../store/commits.ts';
import { type Client, type Database, inTransaction } from '../store/database.ts';
import { prepare } from '../store/prepared.ts';
import { fewStatement, type OwnRanges, toFew } from '../store/read-page.ts';
import {
  fewChanges,
  formatPlace,
  pageBody,
  type PageRows,
  parsePlace,
  type Place,
  readPage,
} from './page.ts';
import { Refusal } from './refusal.ts';
import { resync } from './resync.ts';
import { isProbablyPast, noteHead } from './seen-heads.ts';

export const PAGE_ROWS = 20_000;

export interface Download {
  readonly principal: Principal;
  readonly device: DeviceKey;
  readonly query: DownloadQuery;
  /** The commit, as `formatCommit`, at which there is nothing to tell; undefined where a page is wanted anyway. */
  readonly unless?: string | undefined;
}

export interface DownloadResult {
  readonly body: Buffer;
  readonly count: number;
}

/**
 * One page of what changed since the device's cursor, with the outcomes of its unanswered batches, all of one
 * snapshot [SYNC-5] [SYNC-6].
 *
 * @throws Refusal SYNC_RESYNC when the server does not know a commit that was shown, SYNC_RESNAPSHOT below the floor
 */
export async function download(
  database: Database,
  request: Download,
): Promise<DownloadResult | 'unchanged'> {
  const asked = readQuery(database, request);
  const { principal } = request;
  const { clinic } = principal;
  // A desk that has something to fetch need not be told first that it has.
  if (!isProbablyPast(database, clinic, asked.since.version)) {
    const head = await readHead(database.pool, clinic);
    const idle =
      asked.batches.length === 0 && asked.shown.every((shown) => sameCommit(shown, head));
    if (idle && request.unless === formatCommit(head)) return 'unchanged';
    if (idle) return answer(database, request, { head, outcomes: [], rows: NOTHING });
  }

  const { schema } = database;
  // Behind the first page the rest is seldom few.
  const few =
    request.query.after === undefined ? fewChanges({ clinic, schema, ...asked }) : undefined;
  const look = [
    headSql(clinic),
    shownSql(clinic, asked.shown),
    ...(few === undefined ? [] : [few]),
  ];
  const page = await inTransaction(
    database.pool,
    {
      clinic,
      mode: 'REPEATABLE READ READ ONLY',
      setup: `SET LOCAL enable_seqscan = off; ${look.join(' ')}`,
      prepare: (client) => prepare(client, [...COMMIT_STATEMENTS, fewStatement(schema)]),
    },
    async (client, { results }) => {
      const [headRows, shown, lines] = results
        .slice(-look.length)
        .map(({ rows }) => rows as unknown[]);
      const snapshot = toHead(headRows?.[0] as HeadRow);
      if (!knowsAll(asked.shown, shown as Commit[])) return undefined;
      const found = lines && toFew(lines as { line: string | null }[]);
      return {
        head: snapshot,
        ...(await read(client, database, { request, asked, head: snapshot, few: found })),
      };
    },
  );
  if (!page) throw await resync(database, clinic, asked.shown);
  noteHead(database, clinic, page.head.version);
  return answer(database, request, page);
}

const NOTHING: PageRows = { chunks: [], count: 0, next: null };

interface Asked {
  readonly since: Commit;
  /** Every commit the device says it saw, its cursor among them. */
  readonly shown: readonly Commit[];
  readonly place: Place;
  readonly own: OwnRanges;
  readonly batches: readonly number[];
  readonly limit: number;
}

function readQuery({ schema }: Database, { query }: Download): Asked {
  const since = parseCommit(query.since);
  const seen = query.seen === undefined ? ORIGIN : parseCommit(query.seen);
  if (!since || !seen) throw usage('since and seen are commits: epoch.version.nonce');
  const place: Place | undefined =
    query.after === undefined
      ? { kind: 'versions', since: since.version }
      : parsePlace(query.after, schema);
  if (!place) throw usage('after is not a place of this server');
  const shown = seen.version === 0 ? [since] : [since, seen];
  return {
    since,
    shown,
    place,
    own: parseRanges(query.own),
    batches: parseNumbers(query.batches),
    limit: Math.min(query.limit ?? PAGE_ROWS, PAGE_ROWS),
  };
}

interface Reading {
  readonly request: Download;
  readonly asked: Asked;
  readonly head: Head;
  readonly few: string[] | undefined;
}

async function read(
  client: Client,
  { schema }: Database,
  { request, asked, head, few }: Reading,
): Promise<{ outcomes: DownloadHeader['outcomes']; rows: PageRows }> {
  const { clinic } = request.principal;
  if (asked.since.version > 0 && asked.since.version < head.floor) {
    throw new Refusal('SYNC_RESNAPSHOT', { head });
  }
  const answers =
    asked.batches.length === 0
      ? new Map<number, BatchRecord>()
      : await readAnswers(client, clinic, { ...request.device, batches: asked.batches });
  const outcomes = asked.batches.map((batch) => {
    const stored = answers.get(batch);
    if (!stored) return { batch, answer: null };
    const answer = JSON.parse(stored.answer) as BatchAnswer;
    return { batch, hash: stored.hash?.toString('hex') ?? null, answer };
  });
  const { place, own, limit } = asked;
  const rows = await readPage(client, {
    clinic,
    schema,
    own,
    place,
    head: head.version,
    limit,
    few,
  });
  return { outcomes, rows };
}

function answer(
  database: Database,
  { principal }: Download,
  page: { head: Head; outcomes: DownloadHeader['outcomes']; rows: PageRows },
): DownloadResult {
  const { head, outcomes, rows } = page;
  const header: DownloadHeader = {
    kind: 'page',
    protocol: PROTOCOL_VERSION,
    schema: database.schemaHash,
    server: database.serverId,
    clinic: principal.clinicId,
    head: toCommit(head),
    epochs: head.epochs,
    outcomes,
    tables: rows.count === 0 ? [] : frameTables(database),
    next: rows.next && formatPlace(rows.next),
    backedUp: head.backedUp,
    floor: head.floor,
  };
  return { body: pageBody(header, rows), count: rows.count };
}

function frameTables({ schema }: Database): DownloadHeader['tables'] {
  return schema.tables.map(({ name, columns }) => ({
    name,
    columns: columns.map((column) => column.name),
  }));
}

function parseRanges(text = ''): OwnRanges {
  if (text === '') return [];
  return text.split(',').map((part) => {
    const match = /^(\d{1,15})-(\d{1,15})$/.exec(part);
    if (!match || Number(match[1]) > Number(match[2])) throw usage('own is from-to,from-to,…');
    return [Number(match[1]), Number(match[2])];
  });
}

function parseNumbers(text = ''): number[] {
  if (text === '') return [];
  return text.split(',').map((part) => {
    if (!/^[1-9]\d{0,14}$/.test(part)) throw usage('batches is a list of numbers');
    return Number(part);
  });
}

function usage(detail: string): SatchelError {
  return new SatchelError('USAGE', { detail });
}
