/** Crashes that come one after the other; what keeps failing must not be tried in the same way for ever. */
export class CrashGuard {
  readonly #now: () => number;
  readonly #limit: number;
  readonly #withinMs: number;
  #crashes: number[] = [];

  /** Tripped once `limit` crashes came within `withinMs`; `now` is in milliseconds. */
  constructor(now: () => number, { limit, withinMs }: { limit: number; withinMs: number }) {
    this.#now = now;
    this.#limit = limit;
    this.#withinMs = withinMs;
  }

  /** Notes a crash. True when it was one too many. */
  crashed(): boolean {
    this.#forget();
    this.#crashes.push(this.#now());
    return this.isTripped();
  }

  isTripped(): boolean {
    this.#forget();
    return this.#crashes.length >= this.#limit;
  }

  #forget(): void {
    const since = this.#now() - this.#withinMs;
    this.#crashes = this.#crashes.filter((at) => at > since);
  }
}
