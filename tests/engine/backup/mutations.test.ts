import { expect, it } from 'vitest';
import { databaseKinds } from './backup-desk.ts';
import { tryMutations } from './mutated-desk.ts';

it.each(databaseKinds)(
  'accepts none of a hundred damaged files of a %s database in silence: databases, logs, settings, pages and backups',
  { timeout: 120_000 },
  async (_kind, key) => {
    const { tried, silent, counts } = await tryMutations(100, { seed: 7, key });
    expect(silent, JSON.stringify(counts)).toEqual([]);
    expect(tried).toBe(100);
  },
);
