import { expect, it } from 'vitest';
import { databaseKinds } from './backup-desk.ts';
import { killAgainAndAgain } from './kills.ts';

it.each(databaseKinds)(
  'loses nothing of a %s database in six kills during backups, restores and exchanges',
  { timeout: 180_000 },
  async (_kind, key) => {
    let seed = 0.17;
    const random = (): number => (seed = (seed * 997) % 1);
    const { losses, kills } = await killAgainAndAgain(6, { random, sealNew: key !== undefined });
    expect(losses).toEqual([]);
    expect(kills).toBe(6);
  },
);
