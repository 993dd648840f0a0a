import { Worker } from 'node:worker_threads';
import type { RowsAnswer, RowsJob, RowsMessage } from './rows-worker.ts';
import type { SnapshotOrigin } from './snapshot-file.ts';

/** So many blocks may be on their way to the thread; the space of each is used again. */
const BLOCKS_AHEAD = 4;

/** The thread that writes a snapshot's records, and the blocks of rows on their way to it. */
export class RowsThread {
  readonly #worker: Worker;
  readonly #free: Uint8Array<ArrayBuffer>[];
  #isFinished = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(job: RowsJob) {
    this.#free = Array.from({ length: BLOCKS_AHEAD }, () => new Uint8Array());
    this.#worker = new Worker(new URL('./rows-worker.ts', import.meta.url), { workerData: job });
    this.#worker.on('message', (answer: RowsAnswer) => {
      if (answer) this.#free.push(answer);
      else this.#isFinished = true;
      this.#wake?.();
    });
    this.#worker.on('error', (error: Error) => {
      this.#fail(error);
    });
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`the thread of a snapshot's rows ended with ${String(code)}`));
    });
  }

  /** Resolved as soon as the block, which is copied, is on its way. @throws what the thread failed with */
  async write(table: number, block: Buffer): Promise<void> {
    await this.#until(() => this.#free.length > 0);
    const { length } = block;
    let space = this.#free.pop() as Uint8Array<ArrayBuffer>;
    if (space.length < length) space = new Uint8Array(length + (length >> 2));
    space.set(block);
    this.#post({ table, space, length }, [space.buffer]);
  }

  /** Resolved when the file is whole and closed. @throws what the thread failed with */
  async finish(origin: SnapshotOrigin, stampsPath: string): Promise<void> {
    this.#post({ origin, stampsPath });
    await this.#until(() => this.#isFinished);
  }

  /** Ends the thread, whatever it is at. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: RowsMessage, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!this.#failure && !isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }
}
