import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../ports.ts';

export interface BackupScheduleOptions {
  readonly clock: Clock;
  readonly config: () => Config['backup'];
  /** UTC milliseconds of the newest verified backup. */
  readonly lastAt: () => number | null;
  /** Makes one; failures are recorded by the backup itself. */
  readonly run: () => Promise<void>;
}

/** A desk that has just been started is busy, and may be closed again at once. */
const FIRST_LOOK_MS = 2 * 60_000;
/** Looked at again so often: what is due follows from the last verified backup, not from a remembered timer. */
const LOOK_MS = 60_000;
/** After a failure, so that a full disk does not get an attempt a minute. */
const RETRY_MS = 15 * 60_000;

/** Backs up when the newest verified backup is older than the interval. */
export class BackupSchedule {
  readonly #options: BackupScheduleOptions;
  #cancel: (() => void) | undefined;
  #startedAt: number | null = null;
  #notBefore = 0;

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
  }

  /** UTC milliseconds of the next one by itself, or null where none is planned. */
  get nextAt(): number | null {
    if (this.#startedAt === null || !this.#options.config().enabled) return null;
    const due = (this.#options.lastAt() ?? 0) + this.#options.config().intervalMinutes * 60_000;
    return Math.max(due, this.#notBefore, this.#startedAt + FIRST_LOOK_MS);
  }

  start(): void {
    this.#startedAt = this.#options.clock.now();
    this.#lookIn(FIRST_LOOK_MS);
  }

  stop(): void {
    this.#startedAt = null;
    this.#cancel?.();
  }

  #lookIn(delayMs: number): void {
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, run } = this.#options;
    const due = this.nextAt;
    if (due !== null && clock.now() >= due) {
      await run().catch(() => {
        this.#notBefore = clock.now() + RETRY_MS;
      });
    }
    if (this.#startedAt !== null) this.#lookIn(LOOK_MS);
  }
}
