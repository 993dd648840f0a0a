import { expect, it } from 'vitest';
import { killAgainAndAgain } from './kills.ts';

it('loses nothing in two hundred kills during backups and restores', async () => {
  const { losses, kills, tooLate, restored } = await killAgainAndAgain(200, Math.random);
  process.stdout.write(
    `${String(kills)} kills, ${String(tooLate)} after the end, ${String(restored)} with an exchange planned\n`,
  );
  expect(losses).toEqual([]);
});
