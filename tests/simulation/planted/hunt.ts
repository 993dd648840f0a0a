import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { HistoryRequest, HistoryResult, Seed } from '../scatter.ts';
import { caughtBy } from './caught-by.ts';
import type { PlantedBug } from './bugs.ts';

export interface Catch {
  readonly bug: string;
  /** The history that showed it; undefined where none did. */
  readonly seed: Seed | undefined;
  readonly violation: string;
}

/** A history takes a second; one that does not end is as much a sign of a bug as any other. */
const PATIENCE_MS = 120_000;

/** Runs histories over sources with this bug until one shows it: first the seed that is known to, then from one on. */
export async function hunt(
  { name }: PlantedBug,
  { world, histories }: { world: Omit<HistoryRequest, 'bug'>; histories: number },
): Promise<Catch> {
  const known = caughtBy[name];
  const others: Seed[] = Array.from({ length: histories }, (_, index) => index + 1);
  const worker = new Worker(new URL('../history-worker.ts', import.meta.url), {
    workerData: { ...world, bug: name } satisfies HistoryRequest,
  });
  const giveUp = new AbortController();
  try {
    for (const seed of known === undefined ? others : [known, ...others]) {
      worker.postMessage(seed);
      const result = await Promise.race([
        once(worker, 'message') as Promise<[HistoryResult]>,
        sleep(PATIENCE_MS, undefined, { signal: giveUp.signal }),
      ]);
      if (result === undefined) return { bug: name, seed, violation: 'it does not end' };
      const [violation] = result[0].violations;
      if (violation !== undefined) return { bug: name, seed, violation };
    }
    return { bug: name, seed: undefined, violation: '' };
  } finally {
    giveUp.abort();
    await worker.terminate();
  }
}
