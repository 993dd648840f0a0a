import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMoment, fromZoneInput, toZoneInput } from '../../../renderer/text/zone-times.ts';

const zones = ['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'UTC'];

const before = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'Europe/Berlin';
});
afterAll(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

describe('times of records', () => {
  it('[VAL-1] are stored as canonical UTC, and shown again as they were typed, in any zone', () => {
    for (const zone of zones)
      for (const typed of ['2026-01-01T00:00', '2026-07-01T09:30', '2026-12-31T23:59']) {
        const iso = fromZoneInput(typed, zone);
        expect(toZoneInput(iso ?? '', zone)).toBe(typed);
      }
    expect(fromZoneInput('2026-07-01T09:30', 'Europe/Berlin')).toBe('2026-07-01T07:30:00.000Z');
    expect(fromZoneInput('2026-07-01T09:30:15', 'Asia/Kathmandu')).toBe('2026-07-01T03:45:15.000Z');
  });

  it('are of the desk where no zone is named', () => {
    expect(fromZoneInput('2026-07-01T09:30')).toBe('2026-07-01T07:30:00.000Z');
    expect(formatMoment('2026-07-01T07:30:00.000Z')).toBe('1 Jul 2026, 09:30');
    expect(formatMoment('2026-07-01T07:30:00.000Z', 'Asia/Tokyo')).toBe('1 Jul 2026, 16:30');
  });

  it('are the first of an hour that comes twice', () => {
    expect(fromZoneInput('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(fromZoneInput('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it.each([
    ['an hour the clocks skip', '2026-03-29T02:30', 'Europe/Berlin'],
    ['an hour the clocks skip elsewhere', '2026-03-08T02:30', 'America/New_York'],
    ['a day that a zone left out', '2011-12-30T10:00', 'Pacific/Apia'],
    ['a day that does not exist', '2026-02-30T10:00', 'Europe/Berlin'],
    ['no date', 'soon', 'UTC'],
  ])('are refused where there is no such moment: %s', (_name, typed, zone) => {
    expect(fromZoneInput(typed, zone)).toBeUndefined();
  });

  it('are what the clinic’s clocks say on both sides of a change', () => {
    expect(fromZoneInput('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(fromZoneInput('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  });
});
