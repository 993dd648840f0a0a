import { Cron } from 'croner';
import type { Trigger } from '../../shared/api/sync.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../ports.ts';

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly config: () => Config;
  /** Starts a cycle unless one is running; failures are recorded by the cycle itself. */
  readonly run: (trigger: Trigger) => Promise<void>;
  /** Whether a cycle could do anything: configured, signed in, not running. */
  readonly ready: () => Promise<boolean>;
  readonly onChange: () => void;
}

/** After an edit the first cycle starts at once; further edits within this time share the next one. */
const COALESCE_MS = 500;

/** The reasons of pauses, as the status names them. */
export const BY_PERSON = 'by hand';
export const SAFE_MODE = 'safe mode';

/** Decides when to sync by itself. Paused by named reasons: it goes on when the last of them is gone. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #pauses = new Map<string, () => void>();
  #started = false;
  #cancelTimer: (() => void) | undefined;
  #nextAt: number | null = null;
  #cron: Cron | undefined;
  #editQuiet = true;
  #editWaiting = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  get pauseReasons(): string[] {
    return [...this.#pauses.keys()];
  }

  /** Whether it syncs by itself at present: switched on, and not paused. */
  get isActive(): boolean {
    return this.#active();
  }

  /** UTC milliseconds of the next cycle by itself, or null where none is planned. */
  get nextAt(): number | null {
    if (!this.#active()) return null;
    const cron = this.#cron?.nextRun()?.getTime() ?? null;
    if (cron === null || this.#nextAt === null) return cron ?? this.#nextAt;
    return Math.min(cron, this.#nextAt);
  }

  start(): void {
    this.#started = true;
    this.reschedule();
    void this.#fire('start');
  }

  stop(): void {
    this.#started = false;
    this.#cancelTimer?.();
    this.#cron?.stop();
    for (const cancel of this.#pauses.values()) cancel();
  }

  /** After a change of settings, and after each cycle. */
  reschedule(): void {
    this.#cancelTimer?.();
    this.#cron?.stop();
    this.#cron = undefined;
    this.#nextAt = null;
    if (!this.#active()) return;
    const { remote } = this.#options.config();
    const delayMs = remote.intervalSeconds * 1000;
    this.#nextAt = this.#options.clock.now() + delayMs;
    this.#cancelTimer = this.#options.clock.after(delayMs, () => void this.#fire('interval'));
    if (remote.cron !== null) {
      const timezone = remote.timeZone === 'local' ? undefined : remote.timeZone;
      this.#cron = new Cron(
        remote.cron,
        { timezone, unref: true },
        () => void this.#fire('interval'),
      );
    }
  }

  reconnected(): void {
    void this.#fire('reconnect');
  }

  /** Timers stand still while a computer sleeps, so what was due meanwhile is made up for at once. */
  woke(): void {
    void this.#fire('wake');
  }

  /** Another desk, or another program at the server, has committed something. */
  poked(): Promise<void> {
    return this.#fire('poke');
  }

  edited(): void {
    if (!this.#active() || !this.#options.config().database.realTimeSync) return;
    if (!this.#editQuiet) {
      this.#editWaiting = true;
      return;
    }
    this.#editQuiet = false;
    this.#options.clock.after(COALESCE_MS, () => {
      this.#editQuiet = true;
      if (!this.#editWaiting) return;
      this.#editWaiting = false;
      this.edited();
    });
    void this.#fire('edit');
  }

  /** @param minutes after which it goes on by itself; null until it is told to */
  pause(reason: string, minutes: number | null): void {
    this.#pauses.get(reason)?.();
    const cancel =
      minutes === null
        ? () => undefined
        : this.#options.clock.after(minutes * 60_000, () => {
            this.resume(reason);
          });
    this.#pauses.set(reason, cancel);
    this.reschedule();
    this.#options.onChange();
  }

  resume(reason: string): void {
    this.#pauses.get(reason)?.();
    if (!this.#pauses.delete(reason)) return;
    this.reschedule();
    this.#options.onChange();
    void this.#fire('interval');
  }

  #active(): boolean {
    const { remote } = this.#options.config();
    return this.#started && remote.enabled && remote.autoSync && this.#pauses.size === 0;
  }

  async #fire(trigger: Trigger): Promise<void> {
    if (!this.#active()) return;
    try {
      if (await this.#options.ready()) await this.#options.run(trigger);
    } catch {
      // The cycle has recorded it; the next one comes by itself.
    } finally {
      this.reschedule();
    }
  }
}
