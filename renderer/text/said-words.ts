import type { Said, SaidValue, SaidValues } from '../../shared/said/said.ts';
import { columnLabel, tableLabel } from './table-words.ts';
import { isTextKey, t } from './t.ts';
import { formatLasting } from './times.ts';
import { formatBytes, formatNumber, joinWords } from './words.ts';

/**
 * What the engine said, in the window's language. A newer engine may say what this window has no words for: then its
 * English stands, whole. `known` replaces values that the window can word better.
 */
export function saidWords(
  said: readonly Said[],
  english: string,
  known: Readonly<Record<string, string>> = {},
): string {
  const parts = said.map((one) => wordsOf(one, known));
  return said.length === 0 || parts.includes(undefined) ? english : parts.join(' ');
}

/** Undefined where one of its parts has no words here. */
function wordsOf(
  { code, values }: Said,
  known: Readonly<Record<string, string>>,
): string | undefined {
  const key = [`said.${code}`, `errors.${code}`].find((one) => isTextKey(one));
  const shown = key === undefined ? undefined : shownValues(values, known);
  return key !== undefined && shown ? t(key, shown) : undefined;
}

/** Every value as it is shown, `count` alone as a number; undefined where a part has no words here. */
export function shownValues(
  values: SaidValues,
  known: Readonly<Record<string, string>> = {},
): Record<string, string | number> | undefined {
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) {
    const words =
      name === 'count' && typeof value === 'number'
        ? value
        : (known[name] ?? valueWords(name, value, { values, known }));
    if (words === undefined) return undefined;
    shown[name] = words;
  }
  return shown;
}

interface Around {
  readonly values: SaidValues;
  readonly known: Readonly<Record<string, string>>;
}

function valueWords(name: string, value: SaidValue, around: Around): string | undefined {
  if (typeof value === 'number') return numberWords(name, value);
  if (typeof value === 'string') return nameWords(name, value, around.values);
  if (!Array.isArray(value)) return wordsOf(value as Said, around.known);
  const parts = (value as readonly (string | Said)[]).map((part) =>
    typeof part === 'string' ? nameWords(name, part, around.values) : wordsOf(part, around.known),
  );
  if (parts.includes(undefined)) return undefined;
  const words = parts.filter((part) => part !== undefined);
  return value.some((part) => typeof part !== 'string') ? words.join('; ') : joinWords(words);
}

function numberWords(name: string, value: number): string {
  if (/bytes$/i.test(name)) return formatBytes(value);
  return name.endsWith('Ms') ? formatLasting(value) : formatNumber(value);
}

/** Tables and their columns by their labels. */
function nameWords(name: string, value: string, { table }: SaidValues): string {
  if (name === 'table' || name === 'tables' || name === 'references') return tableLabel(value);
  return name === 'column' && typeof table === 'string' ? columnLabel(table, value, value) : value;
}
