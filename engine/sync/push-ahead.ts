import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Commit, ORIGIN, sameCommit } from '../../shared/protocol/commit.ts';
import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import { say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { followAliases } from '../conflicts/follow-aliases.ts';
import { readDesk } from '../store/desk.ts';
import { countDue, hasDirtyRows, hasUnrepeatable, openRevision } from '../store/dirty.ts';
import { hasJournal } from '../store/gather-tables.ts';
import { bodyHash, type StoredBatch, unansweredBatches } from '../store/outbox.ts';
import { hasOwnCommits } from '../store/own-commits.ts';
import type { SyncContext } from './context.ts';
import { confirmBinding } from './identity.ts';
import { freeze, prepareOutbox, type Round } from './push.ts';
import { hasMoved } from './server-client.ts';
import { settleBatch } from './settle.ts';
import { addSettlement } from './settlement-counts.ts';

/** What is more than this is not sent on trial. */
const FEW = 200;

/**
 * Sends a small outbox on the condition that the server's head still is this desk's cursor: then there is nothing to pull,
 * and a cycle is one request. Otherwise nothing has happened there, the batch is void, and pull and push go their way as if
 * this had not been tried [SYNC-5].
 *
 * @returns the round that has begun where it was so, and the pull is spared
 */
export async function pushAhead(context: SyncContext): Promise<Round | undefined> {
  const { db } = context.store;
  const at = hasJournal(db) || hasDirtyRows(db) ? placeOfServer(context) : undefined;
  if (at === undefined) return undefined;
  confirmBinding(context.store, context.environment);
  try {
    return await trySending(context, at);
  } catch (error) {
    if (context.signal.aborted || isSatchelError(error, 'SYNC_CANCELLED')) throw error;
    // A push that fails never blocks the pull.
    context.run.event('warn', isSatchelError(error) ? sayError(error) : say('event-batch-lost'));
    return undefined;
  }
}

/** Where the server stands as far as is known, where nothing is open that only a page could tell of. */
function placeOfServer({ store, run }: SyncContext): Commit | undefined {
  if (run.trigger === 'poke') return undefined;
  const { cursor, seen, head, reconcile, resnapshot } = readDesk(store.db);
  const isHere = sameCommit(cursor, seen) && (head === null || sameCommit(cursor, head));
  const isSettled = reconcile === null && resnapshot === 0 && !sameCommit(cursor, ORIGIN);
  if (!isHere || !isSettled || hasOwnCommits(store.db)) return undefined;
  return unansweredBatches(store).length > 0 ? undefined : cursor;
}

async function trySending(context: SyncContext, at: Commit): Promise<Round | undefined> {
  const { store, access, clock, run } = context;
  prepareOutbox(context);
  const due = countDue(store.db);
  // Before a counter or a new number goes out a pull asks whether another copy of this desk has sent [SYNC-1].
  if (due === 0 || due > FEW || hasUnrepeatable(store)) return undefined;
  followAliases({ store, access, now: clock.now() });
  const batch = freeze(context, { maxRows: FEW });
  if (!batch) return undefined;
  const began = openRevision(store.db);
  run.progress({ phase: 'pushing', table: null, rows: 0, totalRows: due });
  const answer = await sendOnlyAt(context, batch, at);
  const settlement = settleBatch(store, access, { answer, now: clock.now() });
  addSettlement(run, settlement);
  if (answer.status !== 'done') return undefined;
  run.progress({
    phase: 'pushing',
    rows: answer.commit === null ? 0 : batch.revs.length - answer.exceptions.length,
  });
  return { began, givenBack: settlement.retry + settlement.merged };
}

/**
 * The batch's answer. One that came too late is void from then on: what is pulled first may decide what goes out, and no late
 * copy of it may be applied after that [SYNC-2].
 */
async function sendOnlyAt(
  { client, run, signal }: SyncContext,
  batch: StoredBatch,
  at: Commit,
): Promise<BatchAnswer> {
  try {
    return await client.upload(batch.body, {
      seen: at,
      onlyAt: at,
      signal,
      onBytes: (direction, bytes) => {
        run.bytes(direction, bytes);
      },
    });
  } catch (error) {
    if (!hasMoved(error)) throw error;
    return client.voidBatch({ batch: batch.batch, hash: bodyHash(batch.body) }, { signal });
  }
}
