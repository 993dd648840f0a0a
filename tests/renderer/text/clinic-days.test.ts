import { describe, expect, it } from 'vitest';
import {
  dayAfter,
  dayAt,
  dayBounds,
  formatTime,
  isDay,
} from '../../../renderer/text/clinic-days.ts';

describe('days of the clinic', () => {
  it('a moment belongs to the day of the clinic, not of UTC', () => {
    const at = Date.parse('2026-11-21T23:30:00.000Z');
    expect(dayAt(at, 'UTC')).toBe('2026-11-21');
    expect(dayAt(at, 'Europe/Berlin')).toBe('2026-11-22');
    expect(dayAt(at, 'America/Los_Angeles')).toBe('2026-11-21');
    expect(formatTime('2026-11-21T23:30:00.000Z', 'Europe/Berlin')).toBe('00:30');
  });

  it.each([
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z', 24],
    ['2026-11-21', 'Europe/Berlin', '2026-11-20T23:00:00.000Z', 24],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
    ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z', 24],
    ['2026-11-21', 'Pacific/Pago_Pago', '2026-11-21T11:00:00.000Z', 24],
    ['2026-11-21', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z', 24],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z', 23],
  ])('%s in %s begins at %s and has %i hours', (day, zone, from, hours) => {
    const bounds = dayBounds(day, zone);
    expect(bounds.from).toBe(from);
    expect(Date.parse(bounds.to) - Date.parse(bounds.from)).toBe(hours * 3_600_000);
  });

  it('walks over months and refuses what is no day', () => {
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
    expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
    expect(['2026-02-30', '2026-1-1', 'today', undefined, ''].filter(isDay)).toEqual([]);
  });
});
