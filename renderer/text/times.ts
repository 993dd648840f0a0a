import { locale, t } from './t.ts';
import { formatDigits, formatterFor } from './words.ts';

const styles = {
  exact: { dateStyle: 'medium', timeStyle: 'medium' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  clock: { timeStyle: 'medium' },
  shortClock: { timeStyle: 'short' },
  day: { dateStyle: 'medium', timeZone: 'UTC' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const made: Readonly<Record<keyof typeof styles, Map<string, Intl.DateTimeFormat>>> = {
  exact: new Map(),
  minute: new Map(),
  clock: new Map(),
  shortClock: new Map(),
  day: new Map(),
};

function write(style: keyof typeof styles, date: Date): string {
  const make = (): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale(), styles[style]);
  return formatterFor(made[style], make).format(date);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A UTC time in the desk's time zone, to the second: `20 Nov 2026, 10:42:07`. */
export function formatExact(iso: string): string {
  return write('exact', new Date(iso));
}

/** A UTC time in the desk's time zone, to the minute: `20 Nov 2026, 10:42`. */
export function formatMinute(iso: string): string {
  return write('minute', new Date(iso));
}

/** `10:42:07` today, otherwise with its day. */
export function formatClock(iso: string, now: number): string {
  const date = new Date(iso);
  const today = new Date(now).toDateString() === date.toDateString();
  return write(today ? 'clock' : 'exact', date);
}

/** `10:42` today, otherwise with its day. */
export function formatSince(iso: string, now: number): string {
  const date = new Date(iso);
  const today = new Date(now).toDateString() === date.toDateString();
  return write(today ? 'shortClock' : 'minute', date);
}

/** A day without a time zone: `YYYY-MM-DD` → `20 Nov 2026`. */
export function formatDay(day: string): string {
  return write('day', new Date(`${day}T00:00:00Z`));
}

/** `just now`, `40 s ago`, `5 min ago`, `3 h ago`, `2 days ago`; the future as `in 40 s`. */
export function formatRelative(iso: string, now: number): string {
  const difference = now - Date.parse(iso);
  const distance = Math.abs(difference);
  if (distance < 5 * SECOND) return t(difference >= 0 ? 'words.justNow' : 'words.inAMoment');
  const words = distanceWords(distance);
  return difference >= 0
    ? t('words.ago', { distance: words })
    : t('words.ahead', { distance: words });
}

function distanceWords(distance: number): string {
  if (distance < MINUTE) return `${Math.round(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.round(distance / MINUTE)} min`;
  if (distance < DAY) return `${Math.round(distance / HOUR)} h`;
  return t('words.daysDistance', { count: Math.round(distance / DAY) });
}

/** How long something has lasted: `less than a minute`, `5 minutes`, `47 hours`, `2 days`. */
export function formatLasting(ms: number): string {
  if (ms < MINUTE) return t('words.lastingNow');
  if (ms < HOUR) return t('words.lastingMinutes', { count: Math.floor(ms / MINUTE) });
  if (ms < 2 * DAY) return t('words.lastingHours', { count: Math.floor(ms / HOUR) });
  return t('words.lastingDays', { count: Math.floor(ms / DAY) });
}

/** `< 0.01 s`, `0.4 s`, `12 s`, `3 min 05 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.01) return `< ${formatDigits(0.01, 2)} s`;
  if (seconds < 10) return `${formatDigits(seconds, seconds < 0.1 ? 2 : 1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
