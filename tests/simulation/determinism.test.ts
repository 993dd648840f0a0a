import { afterAll, beforeAll, expect, it } from 'vitest';
import { planHistory, kindOf } from './plan.ts';
import { runHistory } from './run-history.ts';
import { WORLD } from './run-histories.ts';
import { type Histories, startHistories } from './start-histories.ts';

let elsewhere: Histories;

beforeAll(() => {
  elsewhere = startHistories(WORLD);
});

afterAll(() => {
  elsewhere.end();
});

it.each([7, 8, 9, 10])(
  'a seed run twice, here and in another process, is the same history: %i',
  async (seed) => {
    const options = { ...WORLD, seed, kind: kindOf(seed) };
    const [here, there] = await Promise.all([
      runHistory({ ...options, steps: planHistory(options) }),
      elsewhere.run(seed),
    ]);
    expect(there.digest).toBe(here.digest);
  },
  120_000,
);
