import { describe, expect, it } from 'vitest';
import { backupAlarm } from '../../../engine/backup/alarm.ts';
import { BackupSchedule } from '../../../engine/schedule/backup-schedule.ts';
import type { Config } from '../../../shared/config/config.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const hourly: Config['backup'] = {
  enabled: true,
  dir: 'backups',
  secondDir: null,
  intervalMinutes: 60,
  keep: { today: 3, daily: 7, weekly: 8 },
};

function scheduled(config = hourly) {
  const clock = new VirtualClock();
  const state = { lastAt: null as number | null, runs: 0, fail: false };
  const schedule = new BackupSchedule({
    clock,
    config: () => config,
    lastAt: () => state.lastAt,
    run: () => {
      state.runs++;
      if (state.fail) return Promise.reject(new RangeError('no space'));
      state.lastAt = clock.now();
      return Promise.resolve();
    },
  });
  return { clock, schedule, state };
}

describe('backups by themselves', () => {
  it('begin soon after the start and then follow the age of the last verified one', async () => {
    const { clock, schedule, state } = scheduled();
    schedule.start();
    await clock.advance(MINUTE_MS);
    expect(state.runs).toBe(0);
    await clock.advance(2 * MINUTE_MS);
    expect(state.runs).toBe(1);
    await clock.advance(5 * HOUR_MS);
    expect(state.runs).toBe(6);
  });

  it('wait where one was made by hand a moment ago', async () => {
    const { clock, schedule, state } = scheduled();
    state.lastAt = clock.now() - 30 * MINUTE_MS;
    schedule.start();
    await clock.advance(25 * MINUTE_MS);
    expect(state.runs).toBe(0);
    await clock.advance(10 * MINUTE_MS);
    expect(state.runs).toBe(1);
  });

  it('that fail are tried again after a while, not every minute and not never', async () => {
    const { clock, schedule, state } = scheduled();
    state.fail = true;
    schedule.start();
    await clock.advance(HOUR_MS);
    expect(state.runs).toBeGreaterThanOrEqual(3);
    expect(state.runs).toBeLessThanOrEqual(5);
  });

  it('stay away where they are switched off, and after the end', async () => {
    const off = scheduled({ ...hourly, enabled: false });
    off.schedule.start();
    await off.clock.advance(5 * HOUR_MS);
    expect([off.state.runs, off.schedule.nextAt]).toEqual([0, null]);
    const ended = scheduled();
    ended.schedule.start();
    ended.schedule.stop();
    await ended.clock.advance(5 * HOUR_MS);
    expect([ended.state.runs, ended.clock.waiting]).toEqual([0, 0]);
  });
});

describe('the alarm', () => {
  const now = Date.parse('2026-11-21T09:00:00Z');
  const facts = { enabled: true, lastError: null, intervalMinutes: 60, now };
  const ago = (ms: number): string => new Date(now - ms).toISOString();
  const lastError = { code: 'BACKUP_NO_SPACE', message: 'No space.', action: 'Free some.' };

  it.each([
    ['fine', { lastVerifiedAt: ago(23 * HOUR_MS) }],
    ['late', { lastVerifiedAt: ago(25 * HOUR_MS) }],
    ['late', { lastVerifiedAt: ago(25 * HOUR_MS), enabled: false }],
    ['off', { lastVerifiedAt: ago(HOUR_MS), enabled: false }],
    ['never', { lastVerifiedAt: null }],
    ['failed', { lastVerifiedAt: ago(MINUTE_MS), lastError }],
    ['fine', { lastVerifiedAt: ago(5 * 24 * HOUR_MS), intervalMinutes: 7 * 24 * 60 }],
  ])('is "%s" by the age of the last verified backup: %j', (alarm, change) => {
    expect(backupAlarm({ ...facts, ...change }).alarm).toBe(alarm);
  });
});
