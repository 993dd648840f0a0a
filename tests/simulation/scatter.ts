import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './run-history.ts';

/** The number that a history is planned from, or the name of one that is kept in `seeds/`. */
export type Seed = number | string;

/** What all histories of a run have in common. */
export interface HistoryRequest {
  readonly desks: number;
  readonly operations: number;
  /** The name of a planted bug. */
  readonly bug?: string;
}

/** A history's outcome as it comes from a thread. */
export type HistoryResult = Pick<Outcome, 'violations' | 'digest' | 'operations'> & {
  readonly seed: Seed;
  readonly faults: Readonly<Record<string, number>>;
};

/** Runs one history a seed on `workers` threads, each in its own world, and tells of each as it ends. */
export async function scatter(
  request: HistoryRequest,
  { seeds, workers }: { seeds: readonly Seed[]; workers: number },
  onResult: (result: HistoryResult) => void,
): Promise<void> {
  const waiting = [...seeds];
  await Promise.all(
    Array.from({ length: Math.min(workers, seeds.length) }, async () => {
      const worker = new Worker(new URL('./history-worker.ts', import.meta.url), {
        workerData: request,
      });
      try {
        for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
          worker.postMessage(seed);
          const [result] = (await once(worker, 'message')) as [HistoryResult];
          onResult(result);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
}
