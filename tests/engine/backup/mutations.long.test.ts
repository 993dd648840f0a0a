import { expect, it } from 'vitest';
import { tryMutations } from './mutated-desk.ts';

it('accepts none of five hundred damaged files in silence', async () => {
  const { tried, silent, counts } = await tryMutations(500, Date.now() % 1_000_000);
  process.stdout.write(`${String(tried)} damaged files: ${JSON.stringify(counts)}\n`);
  expect(silent, JSON.stringify(counts)).toEqual([]);
  expect(tried).toBe(500);
});
