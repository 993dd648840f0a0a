import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  formatClock,
  formatDay,
  formatRelative,
  formatSeconds,
} from '../../../renderer/text/times.ts';

const now = Date.parse('2026-11-20T14:00:00.000Z');
// Before anything is imported: formatters keep the zone they were made in.
const zone = vi.hoisted(() => {
  const before = process.env.TZ;
  process.env.TZ = 'Europe/Berlin';
  return before;
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('times', () => {
  it.each([
    ['2026-11-20T13:59:58.000Z', 'just now'],
    ['2026-11-20T13:59:20.000Z', '40 s ago'],
    ['2026-11-20T13:55:00.000Z', '5 min ago'],
    ['2026-11-20T11:00:00.000Z', '3 h ago'],
    ['2026-11-18T14:00:00.000Z', '2 days ago'],
    ['2026-11-20T14:00:42.000Z', 'in 42 s'],
  ])('says how far %s is', (iso, words) => {
    expect(formatRelative(iso, now)).toBe(words);
  });

  it('shows a time in the desk’s zone, with its day where that is not today', () => {
    expect(formatClock('2026-11-20T09:42:00.000Z', now)).toBe('10:42:00');
    expect(formatClock('2026-11-19T09:42:00.000Z', now)).toBe('19 Nov 2026, 10:42:00');
  });

  it('shows a day as that day in every zone', () => {
    expect(formatDay('2026-01-01')).toBe('1 Jan 2026');
  });

  it('writes durations from hundredths of a second to minutes', () => {
    expect([0.04, 0.4, 12.3, 185].map(formatSeconds)).toEqual([
      '0.04 s',
      '0.4 s',
      '12 s',
      '3 min 05 s',
    ]);
  });
});
