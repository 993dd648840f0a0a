import { count, LOCALE } from './words.ts';

const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });
const minute = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });
const dayOnly = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A UTC time in the desk's time zone, to the second: `20 Nov 2026, 10:42:07`. */
export function formatExact(iso: string): string {
  return exact.format(new Date(iso));
}

/** A UTC time in the desk's time zone, to the minute: `20 Nov 2026, 10:42`. */
export function formatMinute(iso: string): string {
  return minute.format(new Date(iso));
}

/** `10:42:07` today, otherwise with its day. */
export function formatClock(iso: string, now: number): string {
  const date = new Date(iso);
  const today = new Date(now).toDateString() === date.toDateString();
  return today ? clock.format(date) : exact.format(date);
}

/** A day without a time zone: `YYYY-MM-DD` → `20 Nov 2026`. */
export function formatDay(day: string): string {
  return dayOnly.format(new Date(`${day}T00:00:00Z`));
}

/** `just now`, `40 s ago`, `5 min ago`, `3 h ago`, `2 days ago`; the future as `in 40 s`. */
export function formatRelative(iso: string, now: number): string {
  const difference = now - Date.parse(iso);
  const distance = Math.abs(difference);
  if (distance < 5 * SECOND) return difference >= 0 ? 'just now' : 'in a moment';
  const words = distanceWords(distance);
  return difference >= 0 ? `${words} ago` : `in ${words}`;
}

function distanceWords(distance: number): string {
  if (distance < MINUTE) return `${Math.round(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.round(distance / MINUTE)} min`;
  if (distance < DAY) return `${Math.round(distance / HOUR)} h`;
  return count(Math.round(distance / DAY), 'day');
}

/** `< 0.01 s`, `0.4 s`, `12 s`, `3 min 05 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.01) return '< 0.01 s';
  if (seconds < 10) return `${seconds.toFixed(seconds < 0.1 ? 2 : 1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** A canonical UTC timestamp as the value of a `datetime-local` field in the desk's time zone, to the minute. */
export function toLocalInput(iso: string): string {
  const date = new Date(iso);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/**
 * The canonical UTC timestamp of a `datetime-local` value, or undefined where there is no such moment: not a
 * date, or an hour that the clocks skip.
 */
export function fromLocalInput(local: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) return undefined;
  const date = new Date(local);
  if (Number.isNaN(date.getTime())) return undefined;
  const iso = date.toISOString();
  return toLocalInput(iso) === local.slice(0, 16) ? iso : undefined;
}
