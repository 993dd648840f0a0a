import type { Clock } from '../ports.ts';

/** Whether the server itself can be reached, whatever the operating system thinks of the network. */
export class NetworkMonitor {
  readonly #clock: Clock;
  readonly #probe: () => Promise<boolean>;
  readonly #checkSeconds: () => number;
  readonly #onChange: (online: boolean) => void;
  #online: boolean | undefined;
  #lastCheckAt: number | null = null;
  #offlineSince: number | null = null;
  #cancel: (() => void) | undefined;
  #running = false;

  constructor(options: {
    clock: Clock;
    probe: () => Promise<boolean>;
    checkSeconds: () => number;
    onChange: (online: boolean) => void;
  }) {
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#checkSeconds = options.checkSeconds;
    this.#onChange = options.onChange;
  }

  get online(): boolean {
    return this.#online ?? false;
  }

  /** UTC milliseconds since when the server has not answered, or null. */
  get offlineSince(): number | null {
    return this.#offlineSince;
  }

  get state(): {
    running: boolean;
    online: boolean;
    lastCheckAt: number | null;
    checkSeconds: number;
  } {
    return {
      running: this.#running,
      online: this.online,
      lastCheckAt: this.#lastCheckAt,
      checkSeconds: this.#checkSeconds(),
    };
  }

  start(): void {
    this.#running = true;
    this.#schedule();
  }

  stop(): void {
    this.#running = false;
    this.#cancel?.();
  }

  async check(): Promise<boolean> {
    const online = await this.#probe();
    this.report(online);
    return online;
  }

  /** What a request has just shown; tells the listener only when it changed. */
  report(online: boolean): void {
    const before = this.#online;
    this.#online = online;
    this.#lastCheckAt = this.#clock.now();
    if (online) this.#offlineSince = null;
    else this.#offlineSince ??= this.#clock.now();
    if (before !== online) this.#onChange(online);
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(this.#checkSeconds() * 1000, () => {
      void this.check()
        .catch(() => undefined)
        .then(() => {
          if (this.#running) this.#schedule();
        });
    });
  }
}
