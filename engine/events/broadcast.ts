/** One value to any number of watchers. A slow watcher sees the newest value, never a backlog. */
export class Broadcast<T> {
  readonly #watchers = new Set<(value: T) => void>();
  readonly #merge: (waiting: T, next: T) => T;

  /** @param merge what a watcher gets where a value is still waiting for it; the newer one by default */
  constructor(merge: (waiting: T, next: T) => T = (_, next) => next) {
    this.#merge = merge;
  }

  publish(value: T): void {
    for (const watcher of this.#watchers) watcher(value);
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Calls `listener` with each value until the returned function is called. */
  listen(listener: (value: T) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Values from now on, until the signal aborts. */
  async *watch(signal: AbortSignal): AsyncIterable<T> {
    let waiting: { value: T } | undefined;
    let wake: () => void = () => undefined;
    const stop = this.listen((value) => {
      waiting = { value: waiting ? this.#merge(waiting.value, value) : value };
      wake();
    });
    const onAbort = (): void => {
      wake();
    };
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (waiting === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (signal.aborted) resolve();
          });
          continue;
        }
        const { value } = waiting;
        waiting = undefined;
        yield value;
      }
    } finally {
      stop();
      signal.removeEventListener('abort', onAbort);
    }
  }
}
