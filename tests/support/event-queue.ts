/** A stream fed by hand, for doubles; remembers how many readers are listening. */
export class EventQueue<T> {
  readonly #readers = new Set<(value: T) => void>();

  get readers(): number {
    return this.#readers.size;
  }

  push(value: T): void {
    for (const read of this.#readers) read(value);
  }

  async *read(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const waiting: T[] = [];
    let wake: () => void = () => undefined;
    const read = (value: T): void => {
      waiting.push(value);
      wake();
    };
    const stop = (): void => {
      wake();
    };
    this.#readers.add(read);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const value = waiting.shift();
        if (value !== undefined) yield value;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#readers.delete(read);
      signal.removeEventListener('abort', stop);
    }
  }
}
