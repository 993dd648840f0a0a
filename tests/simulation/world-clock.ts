/** The one time of a simulated world. It moves from timer to timer; whatever a timer sets off runs before the next. */
export class WorldClock {
  #now = 1_750_000_000_000;
  #sequence = 0;
  readonly #timers: { at: number; sequence: number; action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = {
      at: this.#now + Math.max(0, Math.ceil(delayMs)),
      sequence: this.#sequence++,
      action,
    };
    const place = this.#timers.findIndex(({ at }) => at > timer.at);
    if (place < 0) this.#timers.push(timer);
    else this.#timers.splice(place, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await quiet();
      const next = this.#timers[0];
      if (!next || next.at > end) break;
      this.#timers.shift();
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }

  /** Moves on until `done` holds. Returns false when it does not within `limitMs`. */
  async until(done: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.#now + limitMs;
    for (;;) {
      await quiet();
      if (done()) return true;
      const next = this.#timers[0];
      if (!next || next.at > end) return false;
      this.#timers.shift();
      this.#now = next.at;
      next.action();
    }
  }
}

/** Promises settle and `setImmediate` callbacks run. Nothing here waits for the real world, so the order is always the same. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
