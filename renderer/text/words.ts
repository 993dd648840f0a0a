import { locale, t } from './t.ts';

/** `1,204` */
export function formatNumber(value: number): string {
  return formatterFor(numbers, () => new Intl.NumberFormat(locale())).format(value);
}

const numbers = new Map<string, Intl.NumberFormat>();

/** The formatter of the language of this moment; making one costs more than using it. */
export function formatterFor<F>(made: Map<string, F>, make: () => F): F {
  const known = made.get(locale());
  if (known) return known;
  const fresh = make();
  made.set(locale(), fresh);
  return fresh;
}

/** `312 B`, `1.4 kB`, `20 MB`: decimal units, two significant digits where below ten. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${formatDigits(value, digits)} ${units[unit] ?? ''}`;
}

/** Exactly so many digits after the point, without grouping. */
export function formatDigits(value: number, digits: number): string {
  return value.toLocaleString(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
}

/** `a`, `a and b`, `a, b and c` */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return t('words.listEnd', { begin: words.slice(0, -1).join(', '), last: words.at(-1) });
}

/** `checked_in` → `Checked in` */
export function humanise(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}
