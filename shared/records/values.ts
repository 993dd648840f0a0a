import type { ColumnManifest, WireType } from './manifest.ts';

/**
 * A value as it crosses the wire, in canonical JSON form [VAL-1]:
 *
 * | type      | form |
 * |---|---|
 * | text      | string without NUL or lone surrogates |
 * | integer   | number within ±(2^53 - 1), otherwise the decimal string of a 64-bit integer |
 * | real      | finite number, never -0 |
 * | decimal   | shortest plain decimal string: `12.5`, never `12.50`, `1e3`, `+1` or `-0` |
 * | boolean   | true or false |
 * | date      | `YYYY-MM-DD`, years 0001 to 9999 |
 * | timestamp | RFC 3339 UTC: `YYYY-MM-DDTHH:MM:SS.mmmZ`, or with six digits where the last three are not 000 |
 * | json      | text that equals `JSON.stringify(JSON.parse(text))` |
 * | blob      | base64 with padding |
 */
export type WireValue = null | string | number | boolean;

/** A row as wire values in the order of the table's columns. */
export type WireRow = readonly WireValue[];

/** Why a value was refused; the value itself is never part of it. */
export type ValueProblem =
  | 'wrong-type'
  | 'null'
  | 'not-allowed'
  | 'nul-character'
  | 'lone-surrogate'
  | 'not-finite'
  | 'negative-zero'
  | 'out-of-range'
  | 'not-canonical';

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const INTEGER = /^-?[1-9]\d*$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(\d{3})?Z$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** What is wrong with `value` for this column, or undefined when it is canonical and allowed. */
export function valueProblem(column: ColumnManifest, value: unknown): ValueProblem | undefined {
  if (value === null) return column.nullable ? undefined : 'null';
  const problem = typeProblem(column.type, value);
  if (problem) return problem;
  if (column.values && !column.values.includes(value as string)) return 'not-allowed';
  return undefined;
}

/** What is wrong with a value that is not null, by its type alone. */
export function typeProblem(type: WireType, value: unknown): ValueProblem | undefined {
  return checks[type](value);
}

const checks: Record<WireType, (value: unknown) => ValueProblem | undefined> = {
  text: checkText,
  integer: checkInteger,
  real: (value) => {
    if (typeof value !== 'number') return 'wrong-type';
    return checkNumber(value);
  },
  decimal: (value) => {
    if (typeof value !== 'string') return 'wrong-type';
    return DECIMAL.test(value) && value !== '-0' ? undefined : 'not-canonical';
  },
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'wrong-type'),
  date: (value) => {
    if (typeof value !== 'string') return 'wrong-type';
    return isDay(value) ? undefined : 'not-canonical';
  },
  timestamp: (value) => {
    if (typeof value !== 'string') return 'wrong-type';
    const match = TIMESTAMP.exec(value);
    return match && match[1] !== '000' && isDay(value.slice(0, 10)) ? undefined : 'not-canonical';
  },
  json: (value) => {
    const problem = checkText(value);
    if (problem) return problem;
    try {
      return JSON.stringify(JSON.parse(value as string)) === value ? undefined : 'not-canonical';
    } catch {
      return 'not-canonical';
    }
  },
  blob: (value) => {
    if (typeof value !== 'string') return 'wrong-type';
    return value.length % 4 === 0 && BASE64.test(value) ? undefined : 'not-canonical';
  },
};

function checkText(value: unknown): ValueProblem | undefined {
  if (typeof value !== 'string') return 'wrong-type';
  if (value.includes('\0')) return 'nul-character';
  return value.isWellFormed() ? undefined : 'lone-surrogate';
}

function checkInteger(value: unknown): ValueProblem | undefined {
  if (typeof value === 'number') {
    const problem = checkNumber(value);
    if (problem) return problem;
    if (!Number.isInteger(value)) return 'wrong-type';
    return Number.isSafeInteger(value) ? undefined : 'out-of-range';
  }
  if (typeof value !== 'string') return 'wrong-type';
  if (!INTEGER.test(value)) return 'not-canonical';
  const big = BigInt(value);
  if (big < MIN_INT64 || big > MAX_INT64) return 'out-of-range';
  // A safe integer has one form, the number, or equal values would compare as different.
  return Number.isSafeInteger(Number(value)) ? 'not-canonical' : undefined;
}

function checkNumber(value: number): ValueProblem | undefined {
  if (!Number.isFinite(value)) return 'not-finite';
  return Object.is(value, -0) ? 'negative-zero' : undefined;
}

// Reckoned, not asked of Date: this is checked for every date of every row that is synced.
function isDay(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const longest = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= longest;
}

/** The one wire form of a 64-bit integer. */
export function integerToWire(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();
}
