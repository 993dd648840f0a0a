import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { compareCommits, formatCommit, ORIGIN, sameCommit } from '../../shared/protocol/commit.ts';
import { type DownloadHeader, epochOf } from '../../shared/protocol/download.ts';
import { say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { noteCheckpoint } from '../store/checkpoints.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { hasUnrepeatable } from '../store/dirty.ts';
import { forgetReconciled, unshownRows } from '../store/offers.ts';
import { bodyHash, findBatch, unansweredBatches } from '../store/outbox.ts';
import { forgetOwnCommits, formatOwnCommits } from '../store/own-commits.ts';
import { dropStagedPages, stagedBody, stagedHeaders, stagePage } from '../store/page-store.ts';
import { countRows } from '../store/row-counts.ts';
import { PageApplier } from './apply-pages.ts';
import type { Page } from './page.ts';
import { withRetries } from './backoff.ts';
import { breathe, type SyncContext } from './context.ts';
import { checkBinding, confirmBinding } from './identity.ts';
import { offerLostRows, reconciliationOf } from './reconcile.ts';
import type { RemoteRow } from './remote-row.ts';
import { keepSentImages } from './sent-images.ts';
import type { DownloadedPage } from './server-client.ts';
import { settleBatch } from './settle.ts';
import { addSettlement } from './settlement-counts.ts';
import { supersededRows } from './superseded.ts';

const OWN_RANGES = 200;
const SMALLEST_PAGE = 200;

/**
 * Brings the desk to the server's head: pages until one reaches its own snapshot's head, then all of them are applied
 * and the cursor moves [SYNC-6]. A first pull applies its pages as they come, for there is nothing to merge with.
 */
export async function pull(context: SyncContext): Promise<void> {
  const { store } = context;
  const desk = readDesk(store.db);
  const first = sameCommit(desk.cursor, ORIGIN) && desk.reconcile === null && desk.resnapshot === 0;
  const staged = stagedHeaders(store.db);
  const applier = newApplier(context, undefined);
  const reader = new PageReader(context, staged.at(-1)?.header.next ?? null);
  let rows = 0;
  let last = staged.at(-1)?.header;
  if (staged.length === 0 || last?.next !== null) {
    let next: Promise<DownloadedPage | 'unchanged'> | undefined = reader.read();
    while (next) {
      const page: DownloadedPage | 'unchanged' = await next;
      if (page === 'unchanged') {
        confirmBinding(store, context.environment);
        return;
      }
      if (page.header.schema !== context.schemaHash) {
        await context.onOtherSchema(page.header.schema, context.signal);
      }
      acceptHeader(context, page.header);
      rows += page.rows;
      context.run.progress({ phase: 'pulling', rows });
      next = page.header.next === null ? undefined : reader.read(page.header.next);
      // Its failure belongs to the round that awaits it.
      next?.catch(() => undefined);
      last = page.header;
      if (first) await applyPage(context, applier, page);
      else if (staged.length === 0 && next === undefined) return finishSmall(context, page);
      else {
        stagePage(store.db, page);
        staged.push(...stagedHeaders(store.db).slice(-1));
      }
    }
  }
  if (!first) await applyStaged(context);
  if (last) await endReconciliation(context, last);
}

/** The usual pull: one page, applied from memory. Nothing new writes nothing. */
async function finishSmall(context: SyncContext, page: DownloadedPage): Promise<void> {
  const { store } = context;
  const desk = readDesk(store.db);
  const reconciling = desk.reconcile !== null;
  if (page.rows === 0 && sameCommit(desk.cursor, page.header.head) && !reconciling) return;
  checkBrake(context, [page]);
  const applier = newApplier(context, page.header);
  await applier.apply(page, () => {
    moveCursor(context, page.header);
  });
  await endReconciliation(context, page.header);
}

async function applyStaged(context: SyncContext): Promise<void> {
  const { store } = context;
  const staged = stagedHeaders(store.db);
  const all = staged.map(({ header, rows, seq }) => (): Page => ({
    header,
    rows,
    body: stagedBody(store.db, seq),
  }));
  checkBrake(
    context,
    all.map((page) => page()),
  );
  const { header: last } = staged.at(-1) as (typeof staged)[number];
  const applier = newApplier(context, last, supersededRows(context, all));
  for (const [index, page] of all.entries()) {
    const finish = index === all.length - 1 ? () => moveCursor(context, last) : undefined;
    await applier.apply(page(), finish);
  }
}

async function applyPage(
  context: SyncContext,
  applier: PageApplier,
  page: DownloadedPage,
): Promise<void> {
  const finish = page.header.next === null ? () => moveCursor(context, page.header) : undefined;
  await applier.apply(page, finish);
}

function newApplier(
  context: SyncContext,
  header: DownloadHeader | undefined,
  superseded?: ReadonlyMap<string, number>,
): PageApplier {
  const { store, access, clock, run, signal } = context;
  return new PageApplier({
    store,
    access,
    counts: {
      pulled: run.pulled,
      conflicts: run.conflicts,
      parked: run.quarantined,
      renumbered: run.renumbered,
    },
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    reconciliation: header && reconciliationOf(store, header.head.epoch),
    superseded: superseded ?? new Map(),
    comparing: comparingOf(context, header),
    onSlice: (table, rows) => {
      run.progress({ phase: 'applying', table, rows });
    },
    breathe: async () => {
      await breathe();
      if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
    },
  });
}

/** What is left out by a server that has forgotten deletions since this desk's cursor was deleted there [SYNC-11]. */
function comparingOf(
  context: SyncContext,
  header: DownloadHeader | undefined,
): { unshown: () => RemoteRow[] } | undefined {
  const { store, access } = context;
  if (!header || readDesk(store.db).resnapshot === 0) return undefined;
  const held = { epoch: epochOf(header.epochs, header.floor), version: header.floor };
  return {
    unshown: () => {
      const lost = reconciliationOf(store, header.head.epoch);
      const gone = unshownRows(store.db, header.floor, lost);
      brake(context, gone.length);
      return gone.map(({ tbl, pk }) => ({
        access: access.get(store.tableById(tbl).name),
        pk,
        held,
        row: null,
      }));
    },
  };
}

function acceptHeader(context: SyncContext, header: DownloadHeader): void {
  const { store, access, clock, run, environment } = context;
  checkBinding(store, { server: header.server, clinic: header.clinic, environment });
  // The request for the next page shows it: a server restored between two pages is noticed before they are mixed [SYNC-8].
  if (header.next !== null && compareCommits(header.head, readDesk(store.db).seen) > 0) {
    updateDesk(store.db, { seen: header.head });
  }
  // Before any row is merged: the page's rows already hold what these batches did [SYNC-5].
  if (header.outcomes.some((outcome) => isOfAnother(context, outcome))) {
    throw new SatchelError('SYNC_REWOUND');
  }
  for (const { answer } of header.outcomes) {
    if (answer) addSettlement(run, settleBatch(store, access, { answer, now: clock.now() }));
  }
  // Put back in time, the server may have applied a batch that it no longer knows of, and another desk, which had seen that,
  // may be the one that brings it back [SYNC-8].
  if (header.head.epoch > readDesk(store.db).cursor.epoch) {
    store.db.transaction(() => {
      keepSentImages(store);
    });
  }
}

/**
 * An outcome that is not of what this desk has frozen under that number: another copy of its folder has sent, or it did
 * so itself before its database and witness were put back in time. Taken for its own it would count edits as sent that
 * the server has never seen.
 */
function isOfAnother({ store }: SyncContext, outcome: DownloadHeader['outcomes'][number]): boolean {
  const { batch, hash = null, answer } = outcome;
  if (answer === null) return false;
  if (batch > readDesk(store.db).lastBatch) return true;
  const frozen = hash === null ? undefined : findBatch(store, batch);
  return frozen !== undefined && bodyHash(frozen.body) !== hash;
}

/** Runs in the transaction of the pull's last rows. */
function moveCursor({ store, clock }: SyncContext, header: DownloadHeader): void {
  const desk = readDesk(store.db);
  const { head } = header;
  noteCheckpoint(store.db, head);
  updateDesk(store.db, {
    cursor: head,
    head,
    seen: compareCommits(desk.seen, head) > 0 ? desk.seen : head,
    backedUp: header.backedUp,
    lastPull: clock.now(),
    ...(desk.resnapshot === 0 ? {} : { resnapshot: 0 }),
  });
  if (desk.resnapshot !== 0) forgetReconciled(store.db);
  forgetOwnCommits(store.db, head.version);
  dropStagedPages(store.db);
}

async function endReconciliation(context: SyncContext, header: DownloadHeader): Promise<void> {
  const reconciliation = reconciliationOf(context.store, header.head.epoch);
  if (!reconciliation) return;
  const offered = offerLostRows(context, reconciliation, context.clock.now());
  context.run.event('warn', say('event-offered'), {
    rows: offered,
  });
  await breathe();
}

/** A pull that would delete more than a set share or count of local rows stops and asks [SYNC-14]. */
function checkBrake(context: SyncContext, pages: readonly Page[]): void {
  brake(
    context,
    pages.reduce((sum, page) => sum + countDeletes(page.body), 0),
  );
}

function brake(context: SyncContext, count: number): void {
  if (context.acceptDeletes) return;
  const { brakeCount, brakeShare } = context.settings;
  if (count <= FEW_DELETES) return;
  const total = countRows(context.store);
  if (count > brakeCount || count > total * brakeShare) {
    throw new SatchelError('SYNC_BRAKE', { count, total });
  }
}

const FEW_DELETES = 10;
const DELETED_ROW = Buffer.from('\n[-');

function countDeletes(body: Uint8Array): number {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = bytes.subarray(0, 2).equals(DELETED_ROW.subarray(1)) ? 1 : 0;
  for (let at = bytes.indexOf(DELETED_ROW); at >= 0; at = bytes.indexOf(DELETED_ROW, at + 1))
    count++;
  return count;
}

/** Reads page after page; pages shrink where a line cannot carry them [SYNC-10]. */
class PageReader {
  readonly #context: SyncContext;
  #limit: number | undefined;
  readonly #start: string | null;

  constructor(context: SyncContext, start: string | null) {
    this.#context = context;
    this.#start = start;
  }

  read(after: string | null = this.#start): Promise<DownloadedPage | 'unchanged'> {
    const { client, clock, random, signal, run, settings } = this.#context;
    return withRetries(
      async () => {
        const { query, settled } = this.#ask(after);
        try {
          return await client.download(query, {
            signal,
            unless: after === null ? settled : undefined,
            onBytes: (direction, bytes) => {
              run.bytes(direction, bytes);
            },
          });
        } catch (error) {
          this.#shrink(error);
          throw error;
        }
      },
      {
        clock,
        random,
        signal,
        retries: settings.maxRetries,
        onRetry: (error) => {
          run.event('warn', isSatchelError(error) ? sayError(error) : say('event-page-lost'));
        },
      },
    );
  }

  /** `settled` is the cursor, where nothing is open that only a page could tell of. */
  #ask(after: string | null): { query: URLSearchParams; settled: string | undefined } {
    const { store } = this.#context;
    const { cursor, seen, lastBatch, reconcile } = readDesk(store.db);
    const unanswered = unansweredBatches(store);
    const unrepeatable = hasUnrepeatable(store);
    const own = formatOwnCommits(store.db, OWN_RANGES);
    const query = new URLSearchParams({ since: formatCommit(cursor), seen: formatCommit(seen) });
    // The next one was never sent by this copy of the desk: a server that knows it has heard of another copy [SYNC-1].
    const batches = unrepeatable ? [...unanswered, lastBatch + 1] : unanswered;
    if (batches.length > 0) query.set('batches', batches.join(','));
    if (own !== '') query.set('own', own);
    if (after !== null) query.set('after', after);
    if (this.#limit !== undefined) query.set('limit', String(this.#limit));
    const isOpen =
      cursor.version === 0 || reconcile !== null || unanswered.length > 0 || unrepeatable;
    return { query, settled: isOpen ? undefined : formatCommit(cursor) };
  }

  #shrink(error: unknown): void {
    if (isSatchelError(error, 'SYNC_STALLED') || isSatchelError(error, 'SYNC_TORN')) {
      this.#limit = Math.max(SMALLEST_PAGE, Math.floor((this.#limit ?? 20_000) / 4));
    }
  }
}
