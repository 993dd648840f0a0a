import { expect, it } from 'vitest';
import { runSeed } from './run-histories.ts';

it.each([7, 8, 9, 10])(
  'a seed run twice is the same history: %i',
  async (seed) => {
    expect((await runSeed(seed)).digest).toBe((await runSeed(seed)).digest);
  },
  120_000,
);
