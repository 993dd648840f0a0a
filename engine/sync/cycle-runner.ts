import type { Direction, SyncProgress, SyncReport, Trigger } from '../../shared/api/sync.ts';
import { isSatchelError, SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import { findTable } from '../../shared/records/manifest.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import { Broadcast } from '../events/broadcast.ts';
import type { Ports } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { updateDesk } from '../store/desk.ts';
import { isDueSince, revisionFromNow } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { forgetRuns, lastRunId } from '../store/run-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { SyncContext } from './context.ts';
import { runCycle } from './cycle.ts';
import { gatherAll } from './gather-all.ts';
import { RunRecorder } from './run-recorder.ts';
import { toReport } from './run-view.ts';

export interface CycleOptions {
  readonly ports: Ports;
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly settings: Settings;
  readonly servers: ServerProvider;
  readonly schemaHash: string;
  readonly onOtherSchema: SyncContext['onOtherSchema'];
  readonly witnessPath: string;
  readonly releaseReaders?: (() => void) | undefined;
  /** From so many rows on a first sync fetches a whole file; `SNAPSHOT_ROWS` by default. */
  readonly snapshotRows?: number | undefined;
  /** Told when a cycle starts and ends, and which tables rows came into. */
  readonly onChange: (tables: readonly string[]) => void;
  /** Told after a cycle during which something was edited that it did not take along [SYNC-5]. */
  readonly onMoreDue: () => void;
  /** What the cycle has shown of the server. */
  readonly onReachable: (reachable: boolean) => void;
}

export interface CycleRequest {
  readonly tables: readonly string[] | undefined;
  readonly direction: Direction | undefined;
  readonly acceptDeletes: boolean;
  readonly trigger: Trigger;
}

function isSystem(store: Store, name: string): boolean {
  return findTable(store.schema, name)?.system === true;
}

const STALL_MS = 120_000;
const STALL_CHECK_MS = 5_000;
/** From about here on a whole file beats pages, also over a slow line: it resumes and needs no merging. */
const SNAPSHOT_ROWS = 200_000;

/** Runs one cycle at a time, whoever asks, and writes each to the sync log. */
export class CycleRunner {
  readonly progress = new Broadcast<SyncProgress>();
  readonly #options: CycleOptions;
  #running: Promise<unknown> | undefined;
  #abort: AbortController | undefined;
  /** Monotonic state of the last automatic cycle that found nothing: it is not worth a write each time. */
  #lastIdleAt: number | null = null;
  #lastError: SatchelError | undefined;
  #moreDue = false;

  constructor(options: CycleOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** UTC milliseconds of the last cycle that completed and had nothing to do. */
  get lastIdleAt(): number | null {
    return this.#lastIdleAt;
  }

  get lastError(): SatchelError | undefined {
    return this.#lastError;
  }

  /** Waits for a running cycle, then runs its own: never two at once. The report tells of a failure, it is not thrown. */
  async run(request: CycleRequest): Promise<SyncReport> {
    while (this.#running) await this.#running.catch(() => undefined);
    const cycle = this.#run(request);
    this.#running = cycle;
    try {
      return await cycle;
    } finally {
      this.#running = undefined;
      this.#options.onChange([]);
      if (this.#moreDue) this.#options.onMoreDue();
    }
  }

  cancel(): boolean {
    this.#abort?.abort();
    return this.#abort !== undefined;
  }

  async settled(): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined);
  }

  async #run(request: CycleRequest): Promise<SyncReport> {
    this.#moreDue = false;
    const { ports, store, settings, onChange, onReachable } = this.#options;
    const direction = request.direction ?? settings.config.sync.direction;
    const tables = this.#withReferenced(request.tables);
    const client = this.#options.servers.get();
    const abort = new AbortController();
    this.#abort = abort;
    const run = new RunRecorder({
      store,
      clock: ports.clock,
      request: {
        trigger: request.trigger,
        direction,
        tables: (tables === null
          ? store.schema.tables.map(({ name }) => name)
          : [...tables]
        ).filter((name) => !isSystem(store, name)),
      },
      onProgress: (progress) => {
        this.progress.publish(progress);
      },
    });
    const stopWatchdog = this.#watchForStalls(run, abort);
    onChange([]);
    let failure: unknown;
    let began: number | undefined;
    try {
      const isOver = (): boolean => abort.signal.aborted;
      began = await gatherAll(store, isOver, () => revisionFromNow(store.db));
      await runCycle(
        this.#context({ request, run, tables, client, signal: abort.signal }),
        direction,
      );
      onReachable(true);
    } catch (error) {
      failure = abort.signal.reason instanceof SatchelError ? abort.signal.reason : error;
      if (isSatchelError(failure, 'SERVER_UNREACHABLE')) onReachable(false);
      else if (!isSatchelError(failure, 'SYNC_CANCELLED')) onReachable(true);
    } finally {
      stopWatchdog();
      this.#abort = undefined;
    }
    const report = this.#finish(run, request, failure);
    // Derived from the database like all that is due, but only once: what could not be sent waits for the next interval.
    const ids = tables && [...tables].map((name) => store.tableId(name));
    this.#moreDue = began !== undefined && isDueSince(store.db, began, ids);
    return report;
  }

  #finish(run: RunRecorder, request: CycleRequest, failure: unknown): SyncReport {
    const { ports, store, settings, onChange } = this.#options;
    const finished = run.finish(failure);
    this.#lastError = failure === undefined ? undefined : toSatchelError(failure);
    if (failure !== undefined) {
      const { code, details } = toSatchelError(failure);
      ports.log.write(code === 'SYNC_CANCELLED' ? 'info' : 'warn', 'sync ended early', {
        code,
        ...(code === 'INTERNAL' ? { detail: details.detail } : {}),
      });
    }
    run.progress({ phase: 'done' });
    onChange([...run.pulled.keys()]);
    const quiet = failure === undefined && run.idle && request.trigger !== 'manual';
    if (quiet) {
      this.#lastIdleAt = ports.clock.now();
      return toReport({ ...finished, id: lastRunId(store.db) });
    }
    // Nobody waits for the disk to hear of it: what came and what was answered lies there, or comes again.
    store.db.losably(() => {
      store.db.bookkeeping(() => {
        if (failure === undefined) updateDesk(store.db, { lastPull: finished.ended_at });
        const id = run.save(store, finished);
        forgetRuns(store.db, id, ports.clock.now() - settings.config.log.syncLogDays * 86_400_000);
      });
    });
    return toReport({ ...finished, id: run.id });
  }

  #context(parts: {
    request: CycleRequest;
    run: RunRecorder;
    tables: ReadonlySet<string> | null;
    client: ReturnType<ServerProvider['get']>;
    signal: AbortSignal;
  }): SyncContext {
    const { ports, store, access, settings, servers, schemaHash, witnessPath } = this.#options;
    const { onOtherSchema } = this.#options;
    const { snapshotRows = SNAPSHOT_ROWS, releaseReaders } = this.#options;
    const { sync } = settings.config;
    return {
      store,
      access,
      client: parts.client,
      clock: ports.clock,
      random: ports.random,
      log: ports.log,
      run: parts.run,
      signal: parts.signal,
      schemaHash,
      onOtherSchema,
      witnessPath,
      releaseReaders,
      environment: servers.environment,
      settings: {
        batchRows: sync.batchSize,
        maxRetries: sync.maxRetries,
        brakeShare: sync.brakeShare,
        brakeCount: sync.brakeCount,
        snapshotRows,
      },
      tables: parts.tables,
      acceptDeletes: parts.request.acceptDeletes,
    };
  }

  /** The tables asked for, with what they reference; null for all. @throws SatchelError TABLE_UNKNOWN */
  #withReferenced(names: readonly string[] | undefined): ReadonlySet<string> | null {
    const { store, settings } = this.#options;
    const configured = settings.config.database.tables;
    const wanted = names ?? (configured === '*' ? undefined : configured);
    if (wanted === undefined || wanted.length === 0) return null;
    const known = new Map(dataTables(store.schema).map((table) => [table.name, table]));
    const found = new Set<string>();
    const queue = [...wanted];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const table = known.get(name);
      if (!table) {
        throw new SatchelError('TABLE_UNKNOWN', {
          table: name,
          suggestion: suggestion(name, [...known.keys()]),
        });
      }
      if (found.has(name)) continue;
      found.add(name);
      for (const { references } of table.columns) if (references) queue.push(references.table);
    }
    for (const { name, system } of store.schema.tables) if (system) found.add(name);
    return found;
  }

  #watchForStalls(run: RunRecorder, abort: AbortController): () => void {
    const { clock } = this.#options.ports;
    let cancel: () => void = () => undefined;
    const look = (): void => {
      if (clock.monotonicMs() - run.lastProgressMs > STALL_MS) {
        abort.abort(new SatchelError('SYNC_STALLED', { seconds: STALL_MS / 1000 }));
        return;
      }
      cancel = clock.after(STALL_CHECK_MS, look);
    };
    cancel = clock.after(STALL_CHECK_MS, look);
    return () => {
      cancel();
    };
  }
}
