import { setTimeout as sleep } from 'node:timers/promises';
import { type Commit, sameCommit } from '../../shared/protocol/commit.ts';
import type { BatchAnswer, MutationOutcome } from '../../shared/protocol/upload.ts';
import {
  type BatchMemory,
  findKnownMutations,
  type MemoryRow,
  RECALL,
  recallSql,
  storeAnswer,
  toMemory,
} from '../store/batches.ts';
import { type Head, toCommit, toHead } from '../store/clinics.ts';
import {
  COMMIT_STATEMENTS,
  type HeadRow,
  knowsAll,
  lockHeadSql,
  shownSql,
} from '../store/commits.ts';
import {
  type Begun,
  type Client,
  type Database,
  inTransaction,
  queryAll,
} from '../store/database.ts';
import { BATCH_PLAN } from '../store/batch-transaction.ts';
import { prepare } from '../store/prepared.ts';
import { createStage, FEW, stageBatch, stageFew } from '../store/stage.ts';
import { batchStatements, type Misfit, misfitsSql, restamp } from '../store/write-batch.ts';
import { applyMutations } from './apply-batch.ts';
import { auditEntries } from './audit-entries.ts';
import { awaitNumber } from './await-number.ts';
import type { ApplyTarget, Batch, Mutation } from './batch.ts';
import { holdGroups } from './hold-groups.ts';
import { mutationLog } from './mutation-log.ts';
import { Refusal } from './refusal.ts';
import { resync } from './resync.ts';
import { noteHead } from './seen-heads.ts';
import { classify } from './stale.ts';
import { isTransient } from './transient.ts';
import type { Upload, UploadResult } from './upload-request.ts';
import { uploadWhole } from './upload-whole.ts';

const ATTEMPTS = 8;

/**
 * Applies a batch once: its answer is stored in the transaction of its effects, and a repeat replays it [SYNC-2].
 *
 * @returns `moved` where it was for another head than the clinic's; nothing has happened then
 * @throws Refusal SYNC_REWOUND, MUTATION_ID_REUSED, SYNC_RESYNC
 */
export async function upload(database: Database, request: Upload): Promise<UploadResult | 'moved'> {
  const whole = await uploadWhole(database, request);
  if (whole) return told(database, request, whole);
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await tryUpload(database, request);
      if (result === 'commit-unknown') {
        throw await resync(database, request.principal.clinic, [request.seen]);
      }
      if (result === 'moved') return result;
      if (result !== 'previous-unknown') return told(database, request, result);
      if (!(await request.slot.another())) return retryLater(request.batch);
    } catch (error) {
      if (!isTransient(error) || attempt >= ATTEMPTS) throw error;
      await sleep(20 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

function told(database: Database, { principal }: Upload, result: UploadResult): UploadResult {
  if (result.version !== null) noteHead(database, principal.clinic, result.version);
  return result;
}

type Tried = UploadResult | 'previous-unknown' | 'commit-unknown' | 'moved';

/**
 * One transaction that takes what it finds, in as few round trips as may be: begin, stage and look; write; answer and commit.
 * The batch is staged before it waits for the head: meanwhile the one before it is written.
 */
async function tryUpload(database: Database, request: Upload): Promise<Tried> {
  const { batch, principal } = request;
  const { clinic } = principal;
  const { schema, pool } = database;
  const staged = batch.mutations.filter(({ refused }) => !refused);
  const frames = [...new Set(staged.map(({ frame }) => frame))];
  const target = { clinic, batch, schema };
  const look = [
    lockHeadSql(clinic),
    shownSql(clinic, [request.seen]),
    recallSql(clinic, batch.header),
    ...frames.map((frame) => misfitsSql(target, frame)),
  ];
  const lookAll = (client: Client) => queryAll(client, look.join(' '));
  const along = (client: Client) => [stageFew(client, staged).then(() => []), lookAll(client)];
  const isFew = staged.length <= FEW;
  const options = {
    clinic,
    mode: 'READ COMMITTED',
    setup: BATCH_PLAN,
    prepare: async (client: Client) => {
      await createStage(client, schema);
      await prepare(client, [...COMMIT_STATEMENTS, RECALL, ...batchStatements(batch, staged)]);
    },
    ...(isFew ? { along } : {}),
  } as const;
  return inTransaction(pool, options, async (client, { results, commitWith }) => {
    if (!isFew) await stageBatch(client, schema, staged);
    const seen = isFew ? results.slice(-look.length) : await lookAll(client);
    const [head, shown, memory, ...misfits] = seen.map(({ rows }) => rows as unknown[]);
    const sight: Sight = {
      head: toHead(head?.[0] as HeadRow),
      shown: shown as Commit[],
      memory: toMemory(memory?.[0] as MemoryRow | undefined, batch.header),
      misfits: new Map(frames.map((frame, at) => [frame, misfits[at] as Misfit[]])),
    };
    return run(client, target, { request, staged, sight, commitWith });
  });
}

/** What a transaction sees once it holds the clinic's head. */
interface Sight {
  readonly head: Head;
  readonly shown: readonly Commit[];
  readonly memory: BatchMemory;
  readonly misfits: ReadonlyMap<number, readonly Misfit[]>;
}

interface Run {
  readonly request: Upload;
  readonly staged: readonly Mutation[];
  readonly sight: Sight;
  readonly commitWith: Begun['commitWith'];
}

async function run(
  client: Client,
  target: ApplyTarget,
  { request, staged, sight, commitWith }: Run,
): Promise<Tried> {
  const { batch, principal } = request;
  const { header } = batch;
  const { head, memory } = sight;
  if (!knowsAll([request.seen], [head, ...sight.shown])) return 'commit-unknown';
  if (memory.stored) {
    const { hash, answer } = memory.stored;
    if (hash && !hash.equals(batch.hash)) throw new Refusal('MUTATION_ID_REUSED', { head });
    return { answer, applied: 0, replayed: true, version: null };
  }
  if (memory.latest > header.batch) throw new Refusal('SYNC_REWOUND', { head });
  if (request.onlyAt && !sameCommit(request.onlyAt, toCommit(head))) return 'moved';
  if (!memory.previousKnown) return 'previous-unknown';

  const work = await apply(client, target, { staged, sight });
  const answer: BatchAnswer = {
    kind: 'answer',
    batch: header.batch,
    status: 'done',
    previous: toCommit(head),
    commit: work.commit && toCommit(work.commit),
    exceptions: work.exceptions,
  };
  const text = JSON.stringify(answer);
  const record = {
    ...header,
    hash: batch.hash,
    answer: text,
    version: work.commit?.version ?? null,
    mutations: work.commit ? mutationLog(work.applied) : null,
    audit: { user: principal.user, entries: auditEntries(work.applied, batch) },
  };
  await commitWith(() => storeAnswer(client, principal.clinic, record));
  const version = work.commit?.version ?? null;
  return { answer: text, applied: work.applied.length, replayed: false, version };
}

interface Work {
  readonly commit: Head | null;
  readonly applied: readonly Mutation[];
  readonly exceptions: MutationOutcome[];
}

async function apply(
  client: Client,
  target: ApplyTarget,
  { staged, sight }: Pick<Run, 'staged' | 'sight'>,
): Promise<Work> {
  const { clinic, batch } = target;
  const { mutations } = batch;
  const known = sight.memory.others ? await findKnownMutations(client, clinic, batch) : new Map();
  const { outcomes, again } = await classify(client, target, { staged, known, ...sight });

  const refused = mutations.flatMap((mutation) => (mutation.refused ? [mutation.refused] : []));
  const exceptions = holdGroups(mutations, awaitNumber(batch, [...refused, ...outcomes]));
  const excluded = new Set(exceptions.map(({ index }) => index));
  const fitting = mutations.filter((mutation) => !excluded.has(mutation.index));
  const repeated = new Set(again);
  if (fitting.length === 0) return { commit: null, applied: [], exceptions };

  const fresh = fitting.filter((mutation) => !repeated.has(mutation));
  const work = await applyMutations(client, target, fresh);
  exceptions.push(...work.outcomes);
  let { commit } = work;
  for (const [frame, members] of Map.groupBy(again, (mutation) => mutation.frame)) {
    const indexes = members.map(({ index }) => index).filter((index) => !excluded.has(index));
    if (indexes.length > 0) commit = await restamp(client, target, { frame, indexes });
  }
  exceptions.sort((a, b) => a.index - b.index);
  const left = new Set(exceptions.map(({ index }) => index));
  return { commit, applied: mutations.filter(({ index }) => !left.has(index)), exceptions };
}

function retryLater({ header }: Batch): UploadResult {
  const answer: BatchAnswer = {
    kind: 'answer',
    batch: header.batch,
    status: 'retry',
    previous: null,
    commit: null,
    exceptions: [],
  };
  return { answer: JSON.stringify(answer), applied: 0, replayed: false, version: null };
}
