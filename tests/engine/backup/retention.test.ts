import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expendable } from '../../../engine/backup/retention.ts';
import type { Backup } from '../../../shared/api/backups.ts';

const HOUR_MS = 3_600_000;
const start = Date.parse('2026-03-02T09:00:00Z');
const keep = { today: 3, daily: 7, weekly: 8 };

function backup(hoursAgo: number, change: Partial<Backup> = {}): Backup {
  const createdAt = new Date(start - hoursAgo * HOUR_MS).toISOString();
  return {
    format: 1,
    id: `${createdAt}-${String(hoursAgo)}`,
    file: 'x.db',
    createdAt,
    reason: 'scheduled',
    device: 'd',
    deviceName: 'Desk',
    encrypted: false,
    databaseKey: null,
    sizeBytes: 1,
    sha256: '',
    databaseBytes: 1,
    counts: {},
    foreignKeyProblems: 0,
    pending: 0,
    verifiedAt: createdAt,
    damage: null,
    folder: '/f',
    state: 'verified',
    ...change,
  };
}

const kept = (backups: Backup[], tiers = keep): Backup[] => {
  const gone = new Set(expendable(backups, tiers));
  return backups.filter((one) => !gone.has(one));
};

describe('retention', () => {
  it('of a year of hourly backups keeps the newest, one a day for a week, one a week for eight', () => {
    const year = Array.from({ length: 365 * 24 }, (_, hours) => backup(hours));
    const left = kept(year);
    expect(left.length).toBeLessThanOrEqual(3 + 7 + 8);
    expect(left.slice(0, 3)).toEqual(year.slice(0, 3));
    const oldest = Date.parse(left.at(-1)?.createdAt ?? '');
    expect(start - oldest).toBeGreaterThan(6 * 7 * 24 * HOUR_MS);
  });

  it('lets hourly ones push out none that a person or a risky act made', () => {
    const manual = backup(30, { reason: 'manual' });
    const before = backup(40, { reason: 'before-restore' });
    const left = kept([
      ...Array.from({ length: 100 }, (_, hours) => backup(hours)),
      manual,
      before,
    ]);
    expect(left).toContain(manual);
    expect(left).toContain(before);
  });

  it('lets damaged ones push out no whole one', () => {
    const whole = backup(500);
    const damaged = Array.from({ length: 50 }, (_, hours) =>
      backup(hours, { state: 'damaged', damage: 'bytes' }),
    );
    expect(kept([...damaged, whole])).toContain(whole);
  });

  it('never deletes the newest verified backup, whatever the tiers', () => {
    const one = fc.record({
      hours: fc.integer({ min: 0, max: 5000 }),
      state: fc.constantFrom('verified' as const, 'damaged' as const, 'missing' as const),
      reason: fc.constantFrom('scheduled' as const, 'manual' as const, 'before-restore' as const),
    });
    const tiers = fc.record({
      today: fc.integer({ min: 0, max: 4 }),
      daily: fc.integer({ min: 0, max: 8 }),
      weekly: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), tiers, (list, choice) => {
        const backups = list.map(({ hours, ...rest }) => backup(hours, rest));
        const newest = backups
          .filter(({ state }) => state === 'verified')
          .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
        const times = kept(backups, choice)
          .filter(({ state }) => state === 'verified')
          .map(({ createdAt }) => createdAt);
        if (newest) expect(times).toContain(newest.createdAt);
      }),
    );
  });
});
