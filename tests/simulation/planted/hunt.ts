import { setTimeout as sleep } from 'node:timers/promises';
import { type HistoryRequest, type Seed, startHistories } from '../start-histories.ts';
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
  const running = startHistories({ ...world, bug: name });
  const giveUp = new AbortController();
  try {
    for (const seed of known === undefined ? others : [known, ...others]) {
      const result = await Promise.race([
        running.run(seed),
        sleep(PATIENCE_MS, undefined, { signal: giveUp.signal }),
      ]);
      if (result === undefined) return { bug: name, seed, violation: 'it does not end' };
      const [violation] = result.violations;
      if (violation !== undefined) return { bug: name, seed, violation };
    }
    return { bug: name, seed: undefined, violation: '' };
  } finally {
    giveUp.abort();
    running.end();
  }
}
