import type { ColumnManifest } from './manifest.ts';
import type { ValueProblem } from './values.ts';

const forms: Readonly<Record<ColumnManifest['type'], string>> = {
  text: 'text',
  integer: 'a whole number (beyond 2^53 as text)',
  real: 'a number',
  decimal: 'a plain decimal number as text, such as "12.5" (no trailing zeros)',
  boolean: 'true or false',
  date: 'a date such as 2026-03-09',
  timestamp: 'a UTC time such as 2026-03-09T14:30:00.000Z',
  json: 'compact JSON text',
  blob: 'base64',
};

/** What is wrong, and what would be right; never the value itself. */
export function problemInWords(
  problem: ValueProblem,
  column: Pick<ColumnManifest, 'type' | 'values'>,
): string {
  switch (problem) {
    case 'null':
      return 'a value is required';
    case 'not-allowed':
      return `must be one of ${(column.values ?? []).join(', ')}`;
    case 'nul-character':
      return 'must not contain the NUL character';
    case 'lone-surrogate':
      return 'contains half of a character (a lone surrogate)';
    case 'not-finite':
      return 'must be a finite number, not NaN or Infinity';
    case 'negative-zero':
      return 'must not be -0; use 0';
    case 'out-of-range':
      return 'is outside of the range of exact whole numbers; beyond 2^53 give it as text, up to 64 bits';
    case 'wrong-type':
    case 'not-canonical':
      return `must be ${forms[column.type]}`;
  }
}
