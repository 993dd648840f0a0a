import { expect, it } from 'vitest';
import { tryMutations } from './mutated-desk.ts';

it(
  'accepts none of a hundred and twenty damaged databases, logs, settings, pages and backups in silence',
  { timeout: 120_000 },
  async () => {
    const { tried, silent, counts } = await tryMutations(120, 7);
    expect(silent, JSON.stringify(counts)).toEqual([]);
    expect(tried).toBe(120);
  },
);
