import { clinicZone } from './clinic-zone.ts';
import { locale } from './t.ts';

/*
 * Times of records, as they are shown and typed: in the clinic's zone, also on a desk that stands elsewhere. `zone` is an
 * IANA name; undefined is the desk's own.
 */

const MINUTE_MS = 60_000;

/** `20 Nov 2026, 10:42` */
export function formatMoment(iso: string, zone: string | undefined = clinicZone()): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

/** A canonical UTC timestamp as the value of a `datetime-local` field, to the minute. */
export function toZoneInput(iso: string, zone: string | undefined = clinicZone()): string {
  return wallTime(Date.parse(iso), zone).slice(0, 16);
}

/**
 * The canonical UTC timestamp of a `datetime-local` value, or undefined where there is no such moment: not a date, or an
 * hour that the clocks skip. Of an hour that comes twice the first is meant.
 */
export function fromZoneInput(
  typed: string,
  zone: string | undefined = clinicZone(),
): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(typed)) return undefined;
  const whole = typed.length === 16 ? `${typed}:00` : typed;
  const asUtc = Date.parse(`${whole}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // Zones are up to 14 hours ahead of UTC; what holds a day before and after is all that can hold here.
  const offsets = [-24, 0, 24].map((hours) => offsetAt(asUtc + hours * 60 * MINUTE_MS, zone));
  const moment = [...new Set(offsets)]
    .map((offset) => asUtc - offset)
    .toSorted((a, b) => a - b)
    .find((one) => wallTime(one, zone) === whole);
  return moment === undefined ? undefined : new Date(moment).toISOString();
}

/** How far the clocks of the zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, zone: string | undefined): number {
  return Date.parse(`${wallTime(at, zone)}Z`) - Math.floor(at / 1000) * 1000;
}

/** What the clocks of the zone say: `2026-11-20T10:42:07`. */
function wallTime(at: number, zone: string | undefined): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (name: string): string => parts[name] ?? '';
  const year = of('year').padStart(4, '0');
  return `${year}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`;
}
