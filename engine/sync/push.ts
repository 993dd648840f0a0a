import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Commit, compareCommits, sameCommit } from '../../shared/protocol/commit.ts';
import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import { hasNumberedKey } from '../../shared/records/manifest.ts';
import { say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { releaseAgreed } from '../conflicts/close-agreed.ts';
import { shareConflicts } from '../conflicts/share-conflicts.ts';
import { readDesk } from '../store/desk.ts';
import { countDue, openRevision, releaseEditedRejections } from '../store/dirty.ts';
import { bodyHash, findBatch, type StoredBatch, unansweredBatches } from '../store/outbox.ts';
import { hasUnfinished } from '../store/unfinished.ts';
import { backoffMs, sleep, withRetries } from './backoff.ts';
import type { SyncContext } from './context.ts';
import { freezeBatch, type FreezeOptions } from './freeze.ts';
import { mintForCopy } from './identity.ts';
import { parkOrphans } from './park-orphans.ts';
import { setAsideBatch } from './set-aside.ts';
import { settleBatch } from './settle.ts';
import { addSettlement } from './settlement-counts.ts';

/** Batches on their way at once: the server applies one while the next is frozen and sent. */
const IN_FLIGHT = 2;
/** Batches grow up to here while they are full and applied whole: each costs three waits for a disk, whatever its size. */
const LARGE_BATCH_ROWS = 4000;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
/** Answers in a row that settled nothing before the rest is left to the next cycle. */
const FRUITLESS_ANSWERS = 8;
/** How often rows go out once more that an answer has given back. */
const ROUNDS = 8;
const WAITS_FOR_PREVIOUS = 6;

/** A round of sending that goes on. */
export interface Round {
  /** What was edited since bears at least this revision. */
  readonly began: number;
  /** How many rows an answer has given back. */
  readonly givenBack: number;
}

/** Sends what is due: first the batches that have no answer yet, byte for byte, then what is still to be frozen. */
export async function push(context: SyncContext, round?: Round): Promise<void> {
  if (!hasUnfinished(context.store.db)) return;
  try {
    await sendAll(context, round);
  } catch (error) {
    // The server knows batches this copy of the desk never sent (it is a restored or cloned one), or forgot some [SYNC-1].
    const rewound =
      isSatchelError(error, 'SYNC_REWOUND') || isSatchelError(error, 'MUTATION_ID_REUSED');
    if (!rewound) throw error;
    context.run.event('warn', sayError(error));
    mintForCopy(context.store, context.random, context.witnessPath);
    await sendAll(context);
  }
}

interface Sending {
  readonly batch: StoredBatch;
  readonly answer: Promise<BatchAnswer>;
}

/** What was written until now is in the outbox, and what was mended or agreed upon since is due again. */
export function prepareOutbox({ store, access, clock, run }: SyncContext): void {
  store.gather();
  releaseEditedRejections(store.db);
  releaseAgreed(store, access, clock.now());
  if (!store.schema.tables.some(hasNumberedKey)) return;
  const counts = { parked: run.quarantined };
  store.db.transaction(() => {
    parkOrphans({ store, now: clock.now(), counts });
  });
}

/*
 * A round sends what is due when its first batch is frozen, whatever is edited meanwhile: it is over when nothing older is
 * left. Each answer settles some of that or counts as fruitless, so the rounds end and with them the cycle [SYNC-5].
 */
async function sendAll(context: SyncContext, round?: Round): Promise<void> {
  const { store, access, clock, run } = context;
  prepareOutbox(context);
  const due = countDue(store.db);
  if (due > 0) run.progress({ phase: 'pushing', table: null, rows: 0, totalRows: due });
  const waiting = unansweredBatches(store);
  let maxRows = context.settings.batchRows;
  const flight: Sending[] = [];
  let fruitless = 0;
  let rounds = 0;
  /** Undefined until the round's first batch. */
  let began = round?.began;
  let givenBack = round?.givenBack ?? 0;
  let newest: Commit | null = null;
  const nextBatch = (): StoredBatch | undefined => {
    const number = waiting.shift();
    if (number !== undefined) return findBatch(store, number);
    let batch = freeze(context, { maxRows, olderThan: began });
    if (
      !batch &&
      began !== undefined &&
      givenBack > 0 &&
      flight.length === 0 &&
      ++rounds < ROUNDS
    ) {
      began = undefined;
      batch = freeze(context, { maxRows, olderThan: began });
    }
    if (batch && began === undefined) [began, givenBack] = [openRevision(store.db), 0];
    return batch;
  };
  for (;;) {
    while (flight.length < IN_FLIGHT && fruitless < FRUITLESS_ANSWERS) {
      const batch = nextBatch();
      if (!batch) break;
      flight.push(start(context, batch));
      if (waiting.length === 0 && !isFilled(batch, maxRows)) break;
    }
    const sending = flight.shift();
    if (!sending) return;
    const answer: BatchAnswer = await answered(context, sending, newest).catch((error: unknown) => {
      if (!isSatchelError(error, 'BODY_TOO_LARGE')) throw error;
      maxRows = Math.max(1, Math.floor(sending.batch.revs.length / 2));
      return voided(context, sending.batch);
    });
    newest = answer.commit ?? answer.previous ?? newest;
    const settlement = settleBatch(store, access, { answer, now: clock.now() });
    addSettlement(run, settlement);
    const full =
      answer.status === 'done' &&
      sending.batch.revs.length >= maxRows &&
      answer.exceptions.length === 0;
    if (full) maxRows = Math.max(maxRows, Math.min(2 * maxRows, LARGE_BATCH_ROWS));
    const due = sending.batch.revs.filter((rev) => rev < (began ?? Infinity)).length;
    const again = settlement.retry + settlement.merged;
    givenBack += again;
    fruitless = due > again ? 0 : fruitless + 1;
    run.progress({ phase: 'pushing', rows: total(run.pushed) });
  }
}

/** What has left room takes all there was: looking for more would only keep it from being sent. */
function isFilled({ revs, body }: StoredBatch, maxRows: number): boolean {
  return revs.length >= maxRows || body.length >= MAX_BATCH_BYTES / 2;
}

export function freeze(
  context: SyncContext,
  wanted: Pick<FreezeOptions, 'maxRows' | 'olderThan'>,
): StoredBatch | undefined {
  const { store, access, clock } = context;
  // An answer may have shown that somebody decided first: then nothing of this desk's decision is sent.
  shareConflicts({ store, access, now: clock.now() });
  return freezeBatch(store, access, {
    ...wanted,
    maxBytes: MAX_BATCH_BYTES,
    tables: context.tables,
    schemaHash: context.schemaHash,
    witnessPath: context.witnessPath,
    now: clock.now(),
  });
}

function start(context: SyncContext, batch: StoredBatch): Sending {
  const answer = send(context, batch);
  // Whoever awaits it hears of a failure; until then it must not count as unhandled.
  answer.catch(() => undefined);
  return { batch, answer };
}

function send(
  context: SyncContext,
  batch: StoredBatch,
  seen: Commit = readDesk(context.store.db).seen,
): Promise<BatchAnswer> {
  const { client, clock, random, run, settings, signal } = context;
  return withRetries(
    () =>
      client.upload(batch.body, {
        seen,
        signal,
        onBytes: (direction, bytes) => {
          run.bytes(direction, bytes);
        },
      }),
    {
      clock,
      random,
      signal,
      retries: settings.maxRetries,
      onRetry: (error) => {
        run.event('warn', isSatchelError(error) ? sayError(error) : say('event-batch-lost'));
      },
    },
  );
}

/**
 * A body that is too large for the way to the server is never split as it lies: the server says what became of the
 * batch, or records it void, and its rows go out again in smaller ones [SYNC-2]. A single row is set aside.
 */
async function voided(context: SyncContext, batch: StoredBatch): Promise<BatchAnswer> {
  const { client, run, signal, store, access, clock } = context;
  run.event('warn', say('event-batch-split'), {
    rows: batch.revs.length,
  });
  const asked = { batch: batch.batch, hash: bodyHash(batch.body) };
  const answer = await client.voidBatch(asked, { signal });
  if (answer.status !== 'void' || batch.revs.length > 1) return answer;
  const aside = setAsideBatch(store, access, { batch, now: clock.now() });
  if (aside) run.quarantined.set(aside, (run.quarantined.get(aside) ?? 0) + 1);
  return answer;
}

/**
 * The batch's answer; `retry` means that the batch before it is still being answered. `newest` is the commit that the batch
 * before it was answered with.
 * @throws SatchelError SYNC_REWOUND when the server has forgotten a batch that it had answered
 */
async function answered(
  context: SyncContext,
  sending: Sending,
  newest: Commit | null,
): Promise<BatchAnswer> {
  const { clock, random, signal } = context;
  let answer = await sending.answer;
  for (let attempt = 0; answer.status === 'retry'; attempt++) {
    // Sent after its predecessor was answered here: the server was restored to before that answer. It need not have
    // lost a commit by it, so no pull would notice.
    const { previous } = sending.batch;
    const isForgotten = previous !== null && previous <= readDesk(context.store.db).answeredBatch;
    if (attempt > 0 && isForgotten) throw new SatchelError('SYNC_REWOUND');
    if (attempt >= WAITS_FOR_PREVIOUS) {
      throw new SatchelError('SERVER_ERROR', {
        status: 409,
        detail: `batch ${String(sending.batch.batch)} still waits for the one before it`,
      });
    }
    await sleep(backoffMs(attempt, random), { clock, signal });
    if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
    answer = await send(context, sending.batch);
  }
  // Nothing of it may be taken: a server shown a commit that it has lost says so [SYNC-8].
  const lost = isOvertaken(answer, newest) && (answer.commit ?? answer.previous);
  return lost ? send(context, sending.batch, lost) : answer;
}

/**
 * Whether the answer came before the server was put back, and the one to the batch before it, which had to be sent once
 * more, after that: in any one past a batch meets a clinic that has the commit of the batch before it.
 */
function isOvertaken({ previous }: BatchAnswer, newest: Commit | null): boolean {
  if (previous === null || newest === null || sameCommit(previous, newest)) return false;
  return compareCommits(previous, newest) <= 0;
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
