import { expect, it } from 'vitest';
import { killAgainAndAgain } from './kills.ts';

it('loses nothing in six kills during backups and restores', { timeout: 180_000 }, async () => {
  let seed = 0.17;
  const random = (): number => (seed = (seed * 997) % 1);
  const { losses, kills } = await killAgainAndAgain(6, random);
  expect(losses).toEqual([]);
  expect(kills).toBe(6);
});
