import { locale } from './t.ts';

/*
 * Days of the clinic: a day begins and ends in the clinic's time zone, also on a desk that stands elsewhere.
 * `zone` is an IANA name; undefined is the desk's own.
 */

const DAY_MS = 86_400_000;

/** The day at a moment: `2026-11-21`. */
export function dayAt(at: number, zone: string | undefined): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
}

export function isDay(text: string | undefined): text is string {
  return (
    text !== undefined &&
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day's first moment and the next day's, as canonical timestamps; a day of a clock change has 23 or 25 hours. */
export function dayBounds(day: string, zone: string | undefined): { from: string; to: string } {
  return { from: startOf(day, zone), to: startOf(dayAfter(day, 1), zone) };
}

/** `10:30` in that time zone. */
export function formatTime(iso: string, zone: string | undefined): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: zone, timeStyle: 'short' }).format(
    new Date(iso),
  );
}

/** `Saturday, 21 November 2026` */
export function formatWholeDay(day: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

// No zone is further than 15 hours from UTC; the first moment that is in the day is looked for by halves, to the minute.
function startOf(day: string, zone: string | undefined): string {
  const middle = Date.parse(`${day}T00:00:00Z`);
  let before = middle - 15 * 3_600_000;
  let within = middle + 15 * 3_600_000;
  while (within - before > 60_000) {
    const half = Math.floor((before + within) / 2 / 60_000) * 60_000;
    if (dayAt(half, zone) < day) before = half;
    else within = half;
  }
  return new Date(within).toISOString();
}
