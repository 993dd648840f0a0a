/** Closes what was opened, the last first, when a signal or the program asks for it; once. */
export class Shutdown {
  readonly #closers: (() => Promise<void> | void)[] = [];
  #closing: Promise<void> | undefined;

  /** Ctrl-C, a plain kill and a closed terminal all end the program in order, with exit code 0. */
  listen(say: (line: string) => void): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (this.requested) return;
        say('\nStopping …');
        void this.close().then(
          () => {
            say('Stopped.');
            process.exit(0);
          },
          (error: unknown) => {
            console.error(error);
            process.exit(1);
          },
        );
      });
    }
  }

  get requested(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Opens something that has to be closed again. While it is being opened a shutdown waits for it; after one was
   * requested nothing is opened any more.
   */
  async open<T>(opening: () => Promise<T>, close: (opened: T) => Promise<void> | void): Promise<T> {
    if (this.requested) return new Promise<never>(() => undefined);
    const opened = opening();
    this.#closers.push(async () => {
      const result = await opened.catch(() => undefined);
      if (result !== undefined) await close(result);
    });
    return opened;
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    let failure: unknown;
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure as Error;
  }
}
