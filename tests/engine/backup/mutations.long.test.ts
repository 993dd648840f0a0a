import { expect, it } from 'vitest';
import { databaseKinds } from './backup-desk.ts';
import { tryMutations } from './mutated-desk.ts';

it.each(databaseKinds)(
  'accepts none of five hundred damaged files of a %s database in silence',
  async (kind, key) => {
    const seed = Date.now() % 1_000_000;
    const { tried, silent, counts } = await tryMutations(500, { seed, key });
    process.stdout.write(`${String(tried)} damaged files, ${kind}: ${JSON.stringify(counts)}\n`);
    expect(silent, JSON.stringify(counts)).toEqual([]);
    expect(tried).toBe(500);
  },
);
