import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Direction, SyncProgress, Trigger } from '../../shared/api/sync.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { Clock } from '../ports.ts';
import { type FinishedRun, insertRun, lastRunId, type RunEventRow } from '../store/run-store.ts';
import type { Store } from '../store/open-store.ts';

export interface RunRequest {
  readonly trigger: Trigger;
  readonly direction: Direction;
  readonly tables: readonly string[];
}

/** Counts what a run does, tells watchers, and writes it to the sync log when it ends. Never a row value. */
export class RunRecorder {
  readonly id: number;
  readonly startedAt: number;
  readonly trigger: Trigger;
  readonly pushed = new Map<string, number>();
  readonly pulled = new Map<string, number>();
  readonly conflicts = new Map<string, number>();
  readonly quarantined = new Map<string, number>();
  readonly renumbered = new Map<string, number>();
  bytesSent = 0;
  bytesReceived = 0;
  /** Monotonic time of the last sign of life; a cycle without any for two minutes is ended [SYNC-10]. */
  lastProgressMs: number;
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #request: RunRequest;
  readonly #events: RunEventRow[] = [];
  readonly #onProgress: (progress: SyncProgress) => void;
  /** Satchel's own tables: what they move is no news to anybody. */
  readonly #system: ReadonlySet<string>;
  #progress: SyncProgress;

  constructor(options: {
    store: Store;
    clock: Clock;
    request: RunRequest;
    onProgress: (progress: SyncProgress) => void;
  }) {
    this.#clock = options.clock;
    this.#request = options.request;
    this.trigger = options.request.trigger;
    this.#onProgress = options.onProgress;
    this.#system = new Set(
      options.store.schema.tables.flatMap(({ name, system }) => (system ? [name] : [])),
    );
    this.id = lastRunId(options.store.db) + 1;
    this.startedAt = options.clock.now();
    this.#startedMs = options.clock.monotonicMs();
    this.lastProgressMs = this.#startedMs;
    this.#progress = {
      run: this.id,
      phase: 'connecting',
      table: null,
      rows: 0,
      totalRows: null,
      bytes: 0,
      totalBytes: null,
    };
  }

  progress(change: Partial<Omit<SyncProgress, 'run'>>): void {
    this.lastProgressMs = this.#clock.monotonicMs();
    this.#progress = { ...this.#progress, ...change };
    if (this.#system.has(this.#progress.table ?? '')) this.#progress.table = null;
    this.#onProgress(this.#progress);
  }

  bytes(direction: 'sent' | 'received', count: number): void {
    if (direction === 'sent') this.bytesSent += count;
    else this.bytesReceived += count;
    this.progress({ bytes: this.bytesSent + this.bytesReceived });
  }

  event(
    level: RunEventRow['level'],
    said: Said,
    about: { table?: string; rows?: number; durationMs?: number } = {},
  ): void {
    this.#events.push({
      at: this.#clock.now(),
      level,
      tbl: about.table ?? null,
      message: inEnglish(said),
      said: JSON.stringify(said),
      rows: about.rows ?? null,
      duration_ms: about.durationMs ?? null,
    });
  }

  /** True when nothing moved: such a run by itself is not worth a line in the log. */
  get idle(): boolean {
    return (
      [this.pushed, this.pulled, this.conflicts, this.quarantined].every(
        (counts) => this.#shown(counts).size === 0,
      ) && !this.#events.some(({ level }) => level === 'warn' || level === 'error')
    );
  }

  /** The run as it stands now; `error` is what ended it, if anything did. */
  finish(error: unknown): FinishedRun {
    const failure = error === undefined ? undefined : toSatchelError(error);
    const moved = this.pushed.size + this.pulled.size > 0;
    const status =
      failure === undefined
        ? this.quarantined.size > 0
          ? 'partial'
          : 'success'
        : failure.code === 'SYNC_CANCELLED'
          ? 'cancelled'
          : moved
            ? 'partial'
            : 'failed';
    return {
      started_at: this.startedAt,
      ended_at: this.#clock.now(),
      status,
      trigger: this.#request.trigger,
      direction: this.#request.direction,
      tables: JSON.stringify(this.#request.tables),
      pushed: json(this.#shown(this.pushed)),
      pulled: json(this.#shown(this.pulled)),
      conflicts: json(this.#shown(this.conflicts)),
      quarantined: json(this.#shown(this.quarantined)),
      bytes_sent: this.bytesSent,
      bytes_received: this.bytesReceived,
      duration_ms: this.#clock.monotonicMs() - this.#startedMs,
      error: failure === undefined ? null : JSON.stringify(failure.toJSON()),
    };
  }

  /** Writes the run and one line a table to the log. Returns its number. */
  save(store: Store, run: FinishedRun): number {
    for (const [said, counts] of [
      [say('event-sent'), this.pushed],
      [say('event-received'), this.pulled],
      [say('event-conflict'), this.conflicts],
      [say('event-aside'), this.quarantined],
      [say('event-renumbered'), this.renumbered],
    ] as const) {
      for (const [table, rows] of this.#shown(counts)) this.event('info', said, { table, rows });
    }
    return insertRun(store.db, run, this.#events);
  }

  #shown(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    return new Map([...counts].filter(([table]) => !this.#system.has(table)));
  }
}

function json(map: ReadonlyMap<string, number>): string {
  return JSON.stringify(Object.fromEntries(map));
}
