import { setTimeout as sleep } from 'node:timers/promises';
import { type Commit, sameCommit } from '../../shared/protocol/commit.ts';
import type { BatchAnswer, MutationOutcome } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import { findKnownMutations, recallBatch, storeAnswer } from '../store/batches.ts';
import { type Head, toCommit, toHead } from '../store/clinics.ts';
import { type HeadRow, knowsCommits, lockHeadSql } from '../store/commits.ts';
import { type Client, type Database, inTransaction } from '../store/database.ts';
import { BATCH_PLAN } from '../store/batch-transaction.ts';
import { prepareStage, stageBatch } from '../store/stage.ts';
import { restamp } from '../store/write-batch.ts';
import { applyMutations } from './apply-batch.ts';
import { auditEntries } from './audit-entries.ts';
import type { ApplyTarget, Batch, Mutation } from './batch.ts';
import type { Slot } from './device-queue.ts';
import { holdGroups } from './hold-groups.ts';
import { mutationLog } from './mutation-log.ts';
import { Refusal } from './refusal.ts';
import { resync } from './resync.ts';
import { classify } from './stale.ts';

const ATTEMPTS = 8;

export interface Upload {
  readonly batch: Batch;
  readonly principal: Principal;
  readonly slot: Slot;
  /** The highest commit the desk knows of: a restored server notices before it writes [SYNC-8]. */
  readonly seen: Commit;
}

export interface UploadResult {
  /** The answer's JSON, as it is stored and replayed. */
  readonly answer: string;
  readonly applied: number;
  readonly replayed: boolean;
}

/**
 * Applies a batch once: its answer is stored in the transaction of its effects, and a repeat replays it [SYNC-2].
 *
 * @throws Refusal SYNC_REWOUND, MUTATION_ID_REUSED, SYNC_RESYNC
 */
export async function upload(database: Database, request: Upload): Promise<UploadResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await inTransaction(
        database.pool,
        {
          clinic: request.principal.clinic,
          mode: 'READ COMMITTED',
          setup: `${BATCH_PLAN} ${lockHeadSql(request.principal.clinic)}`,
          prepare: (client) => prepareStage(client, database.schema),
        },
        (client, [head]) =>
          run(client, database, { ...request, head: toHead(head as unknown as HeadRow) }),
      );
      if (result === 'commit-unknown') {
        throw await resync(database, request.principal.clinic, [request.seen]);
      }
      if (result !== 'previous-unknown') return result;
      if (!(await request.slot.another())) return retryLater(request.batch);
    } catch (error) {
      if (!isTransient(error) || attempt >= ATTEMPTS) throw error;
      await sleep(20 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Deadlock, serialization failure, or a lock not granted in time: the whole batch is done again. */
function isTransient(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes((error as { code?: string }).code ?? '');
}

async function run(
  client: Client,
  { schema }: Database,
  { batch, principal, seen, head }: Upload & { head: Head },
): Promise<UploadResult | 'previous-unknown' | 'commit-unknown'> {
  const { clinic, user } = principal;
  const { header } = batch;
  if (!sameCommit(seen, head) && !(await knowsCommits(client, clinic, [seen]))) {
    return 'commit-unknown';
  }
  const memory = await recallBatch(client, clinic, header);
  if (memory.stored) {
    const { hash, answer } = memory.stored;
    if (hash && !hash.equals(batch.hash)) throw new Refusal('MUTATION_ID_REUSED', { head });
    return { answer, applied: 0, replayed: true };
  }
  if (memory.latest > header.batch) throw new Refusal('SYNC_REWOUND', { head });
  if (!memory.previousKnown) return 'previous-unknown';

  const target = { clinic, batch, schema };
  const work = await apply(client, target, { head, others: memory.others });
  const answer: BatchAnswer = {
    kind: 'answer',
    batch: header.batch,
    status: 'done',
    previous: toCommit(head),
    commit: work.commit && toCommit(work.commit),
    exceptions: work.exceptions,
  };
  const text = JSON.stringify(answer);
  await storeAnswer(client, clinic, {
    ...header,
    hash: batch.hash,
    answer: text,
    version: work.commit?.version ?? null,
    mutations: work.commit ? mutationLog(work.applied, batch) : null,
    audit: { user, entries: auditEntries(work.applied, batch) },
  });
  return { answer: text, applied: work.applied.length, replayed: false };
}

interface Work {
  readonly commit: Head | null;
  readonly applied: readonly Mutation[];
  readonly exceptions: MutationOutcome[];
}

async function apply(
  client: Client,
  target: ApplyTarget,
  { head, others }: { head: Head; others: boolean },
): Promise<Work> {
  const { clinic, batch, schema } = target;
  const { mutations } = batch;
  const staged = mutations.filter(({ refused }) => !refused);
  await stageBatch(client, schema, staged);
  const known = others ? await findKnownMutations(client, clinic, batch) : new Map();
  const { outcomes, again } = await classify(client, target, { staged, known, head });

  const refused = mutations.flatMap((mutation) => (mutation.refused ? [mutation.refused] : []));
  const exceptions = holdGroups(mutations, [...refused, ...outcomes]);
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
  return { answer: JSON.stringify(answer), applied: 0, replayed: false };
}
