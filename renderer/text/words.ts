/** Texts are English, so numbers and dates are written as English writes them, whatever the machine's language. */
export const LOCALE = 'en-GB';

const numbers = new Intl.NumberFormat(LOCALE);

/** `1,204` */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1 change`, `14 changes`; irregular plurals are given. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
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
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** `a`, `a and b`, `a, b and c` */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** `checked_in` → `Checked in` */
export function humanise(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}
