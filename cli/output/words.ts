const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1 record`, `2 records`; `plural` where adding an s is wrong. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(amount)} ${amount === 1 ? noun : plural}`;
}

/** `1,234`. Numbers that need no comma do not wait for the locale, which takes some 20 ms to load. */
export function grouped(amount: number): string {
  return Number.isInteger(amount) && Math.abs(amount) < 1000
    ? String(amount)
    : amount.toLocaleString('en');
}

/** `4 minutes` for a span in milliseconds: one unit, rounded down. */
export function span(ms: number): string {
  if (ms < MINUTE) return count(Math.floor(ms / SECOND), 'second');
  if (ms < HOUR) return count(Math.floor(ms / MINUTE), 'minute');
  if (ms < DAY) return count(Math.floor(ms / HOUR), 'hour');
  return count(Math.floor(ms / DAY), 'day');
}

/** `4 minutes ago`, or `in 40 seconds` for what is still to come. */
export function age(isoTime: string, now: number): string {
  const ms = now - Date.parse(isoTime);
  if (ms < 0) return `in ${span(-ms)}`;
  return ms < SECOND ? 'just now' : `${span(ms)} ago`;
}

/** `0.24 s`, `12 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(2))} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2026-03-02 10:00:05` on this computer's clock. */
export function localTime(isoTime: string): string {
  const time = new Date(isoTime);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

/** `812 B`, `1.2 kB`, `3.4 MB`. */
export function bytes(amount: number): string {
  if (amount < 1000) return `${amount} B`;
  if (amount < 1_000_000) return `${(amount / 1000).toFixed(1)} kB`;
  return `${(amount / 1_000_000).toFixed(1)} MB`;
}
