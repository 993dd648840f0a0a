import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Commit, commitSchema, ORIGIN, sameCommit } from '../../shared/protocol/commit.ts';
import type { Direction } from '../../shared/api/sync.ts';
import { say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { findDuplicates } from '../conflicts/find-duplicates.ts';
import { followAliases } from '../conflicts/follow-aliases.ts';
import { shareConflicts } from '../conflicts/share-conflicts.ts';
import { forgetCheckpointsAbove } from '../store/checkpoints.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { forgetReconciled } from '../store/offers.ts';
import { dropStagedPages } from '../store/page-store.ts';
import { forgetOwnCommits, hasOwnCommits } from '../store/own-commits.ts';
import { hasUnfinished } from '../store/unfinished.ts';
import { askAuthors } from './ask-authors.ts';
import { findCommonGround } from './common-ground.ts';
import type { SyncContext } from './context.ts';
import { checkBinding, mintForCopy, mintIncarnation } from './identity.ts';
import { pull } from './pull.ts';
import { push, type Round } from './push.ts';
import { pushAhead } from './push-ahead.ts';
import { firstSync } from './snapshot.ts';

/**
 * One cycle [SYNC-5]: pull, merge, push, and pull what raced in between; a few edits are sent before it is known whether there
 * is something to pull, on the condition that there is not. A failing push never blocks the pull, which
 * has come before it; what is due is derived from the database, so a cycle can be cut off anywhere.
 */
export async function runCycle(context: SyncContext, direction: Direction): Promise<void> {
  context.run.progress({ phase: 'connecting' });
  repairTracking(context);
  let round: Round | undefined;
  if (direction === 'push') {
    const info = await context.client.info({ signal: context.signal });
    checkBinding(context.store, {
      server: info.server,
      clinic: info.clinic.id,
      environment: context.environment,
    });
  } else {
    await firstSync(context);
    if (direction === 'both') round = await pushAhead(context);
    if (!round) {
      await pullOrReconcile(context);
      await share(context);
    }
  }
  if (direction !== 'pull') {
    await pushOrReconcile(context, round);
    if (direction === 'both' && othersWrote(context)) {
      await pullOrReconcile(context);
      await share(context);
    }
  }
  context.run.progress({ phase: 'finishing' });
}

/** What others decided is carried out here before anything is sent; what was found here is told with what is sent. */
async function share(context: SyncContext): Promise<void> {
  const { store, access, clock } = context;
  await askAuthors(context);
  const here = { store, access, now: clock.now() };
  followAliases(here);
  if (!hasUnfinished(store.db)) return;
  findDuplicates(here, new Set(context.run.pulled.keys()));
  shareConflicts(here);
}

/** Another program may have altered a table since: what went unseen is found before anything is decided [TRK-5]. */
function repairTracking({ store, run, log }: SyncContext): void {
  const { rebuilt, found, suspect } = store.verifyTracking();
  for (const table of rebuilt) {
    run.event('warn', say('event-retracked'), { table });
  }
  if (found > 0) run.event('warn', say('event-unseen'), { rows: found });
  for (const table of suspect) {
    run.event('warn', say('event-suspect'), {
      table,
    });
  }
  if (rebuilt.length > 0) log.write('warn', 'tracking was rebuilt', { tables: rebuilt, found });
}

/** Another copy of this desk has sent under its name: what this one has unsent may be at the server already [SYNC-1]. */
async function pullAsOneself(context: SyncContext): Promise<void> {
  try {
    await pull(context);
  } catch (error) {
    if (!isSatchelError(error, 'SYNC_REWOUND')) throw error;
    context.run.event('warn', sayError(error));
    mintForCopy(context.store, context.random, context.witnessPath);
    await pull(context);
  }
}

async function pullOrReconcile(context: SyncContext): Promise<void> {
  try {
    await pullAsOneself(context);
  } catch (error) {
    if (!isSatchelError(error, 'SYNC_RESYNC')) throw error;
    if (error.details.asked === 'SYNC_RESNAPSHOT') {
      context.run.event('warn', say('event-long-away'));
      startComparing(context);
      await pull(context);
      return;
    }
    context.run.event('warn', sayError(error));
    const known = await findCommonGround(context);
    startReconciliation(context, { known, head: commitSchema.parse(error.details) });
    await pull(context);
  }
}

/** A server that was restored between the pull and the push is noticed before it writes anything. */
async function pushOrReconcile(context: SyncContext, round?: Round): Promise<void> {
  try {
    await push(context, round);
  } catch (error) {
    if (!isSatchelError(error, 'SYNC_RESYNC')) throw error;
    await pullOrReconcile(context);
    await push(context);
  }
}

/**
 * The server no longer knows commits this desk has seen. The desk pulls everything, compares it with what it holds,
 * and offers again what the server lost; nothing is wiped [SYNC-8]. The head it was told of counts as seen, so that a
 * server that is restored once more in the meantime is noticed as well.
 */
function startReconciliation(
  context: SyncContext,
  { known, head }: { known: number; head: Commit },
): void {
  const { store } = context;
  // The restored server may not know the batches before the next one: they are counted anew.
  mintIncarnation(store, context.random, context.witnessPath);
  store.db.transaction(() => {
    const desk = readDesk(store.db);
    const lowest = desk.reconcile === null ? known : Math.min(desk.reconcile, known);
    updateDesk(store.db, {
      reconcile: lowest,
      resnapshot: 0,
      cursor: ORIGIN,
      seen: head,
      head: null,
    });
    forgetOwnCommits(store.db, Number.MAX_SAFE_INTEGER);
    forgetCheckpointsAbove(store.db, known);
    forgetReconciled(store.db);
    dropStagedPages(store.db);
  });
}

/**
 * The server is the one it was, but has forgotten deletions since this desk's cursor: the desk asks for every record,
 * its own too, and takes away what it is not shown. What it has not sent stays in the outbox [SYNC-11].
 */
function startComparing({ store }: SyncContext): void {
  store.db.transaction(() => {
    updateDesk(store.db, { resnapshot: 1, cursor: ORIGIN });
    forgetOwnCommits(store.db, Number.MAX_SAFE_INTEGER);
    forgetReconciled(store.db);
    dropStagedPages(store.db);
  });
}

function othersWrote({ store }: SyncContext): boolean {
  const { cursor, head } = readDesk(store.db);
  return hasOwnCommits(store.db) || (head !== null && !sameCommit(cursor, head));
}
