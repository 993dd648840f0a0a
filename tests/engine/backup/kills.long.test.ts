import { expect, it } from 'vitest';
import { databaseKinds } from './backup-desk.ts';
import { killAgainAndAgain } from './kills.ts';

it.each(databaseKinds)(
  'loses nothing of a %s database in two hundred kills during backups, restores and exchanges',
  async (kind, key) => {
    const sealNew = key !== undefined;
    const ran = await killAgainAndAgain(200, { random: Math.random, sealNew });
    process.stdout.write(
      `${String(ran.kills)} kills, ${kind}: ${String(ran.tooLate)} after the end, ${String(ran.exchanging)} with an exchange planned\n`,
    );
    expect(ran.losses).toEqual([]);
    expect(ran.exchanging).toBeGreaterThan(0);
  },
);
