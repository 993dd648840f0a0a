import {
  type HistoryRequest,
  type HistoryResult,
  type Seed,
  startHistories,
} from './start-histories.ts';

/** Runs one history a seed in `workers` processes, and tells of each as it ends. */
export async function scatter(
  request: HistoryRequest,
  { seeds, workers }: { seeds: readonly Seed[]; workers: number },
  onResult: (result: HistoryResult) => void,
): Promise<void> {
  const waiting = [...seeds];
  await Promise.all(
    Array.from({ length: Math.min(workers, seeds.length) }, async () => {
      const histories = startHistories(request);
      try {
        for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
          onResult(await histories.run(seed));
        }
      } finally {
        histories.end();
      }
    }),
  );
}
