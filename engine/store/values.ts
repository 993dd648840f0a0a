import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { TableManifest, WireType } from '../../shared/records/manifest.ts';
import {
  integerToWire,
  typeProblem,
  type ValueProblem,
  type WireValue,
} from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';

/** Stands for a value that has no form on the other side; `Symbol` because null is a value. */
const REFUSED = Symbol('refused');
type Refused = typeof REFUSED;

/**
 * A wire value as SQLite stores it. Integers and booleans are bigints: a number would be stored as REAL where the
 * column has no type.
 * @throws SatchelError VALUE_INVALID when the value is not canonical for the type [VAL-1]
 */
export function toSql(type: WireType, value: WireValue): SqlValue {
  if (value === null) return null;
  const problem = typeProblem(type, value);
  if (problem) throw invalid({ column: 'value', type, problem });
  return toSqlOf[type](value) as SqlValue;
}

/** @throws SatchelError VALUE_INVALID when SQLite holds something that has no canonical wire form [VAL-1] */
export function fromSql(type: WireType, value: SqlValue): WireValue {
  if (value === null) return null;
  const wire = fromSqlOf[type](value);
  if (wire === REFUSED) throw invalid({ column: 'value', type, problem: problemOf(type, value) });
  return wire;
}

type ToSql = (value: string | number | boolean) => SqlValue | Refused;
type FromSql = (value: string | number | bigint | Uint8Array) => WireValue | Refused;

const checkedText =
  (type: WireType): ToSql & FromSql =>
  (value: unknown) =>
    typeProblem(type, value) === undefined ? (value as string) : REFUSED;

const plainText = (value: unknown): string | Refused =>
  typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : REFUSED;

const toSqlOf: Readonly<Record<WireType, ToSql>> = {
  text: plainText,
  integer: (value) => {
    if (typeof value === 'number') {
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : REFUSED;
    }
    return typeProblem('integer', value) === undefined ? BigInt(value) : REFUSED;
  },
  real: (value) => (typeProblem('real', value) === undefined ? (value as number) : REFUSED),
  decimal: checkedText('decimal'),
  boolean: (value) => (value === true ? 1n : value === false ? 0n : REFUSED),
  date: checkedText('date'),
  timestamp: checkedText('timestamp'),
  json: checkedText('json'),
  blob: (value) =>
    typeProblem('blob', value) === undefined ? Buffer.from(value as string, 'base64') : REFUSED,
};

const fromSqlOf: Readonly<Record<WireType, FromSql>> = {
  text: plainText,
  integer: (value) => {
    if (typeof value === 'bigint') return integerToWire(value);
    return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)
      ? value
      : REFUSED;
  },
  real: (value) => {
    // A NUMERIC column keeps 12.0 as the integer 12, and gives it back as it was when written again.
    const number = typeof value === 'bigint' ? integerToWire(value) : value;
    return typeof number === 'number' && Number.isFinite(number) && !Object.is(number, -0)
      ? number
      : REFUSED;
  },
  decimal: checkedText('decimal'),
  boolean: (value) =>
    value === 1n || value === 1 ? true : value === 0n || value === 0 ? false : REFUSED,
  date: checkedText('date'),
  timestamp: checkedText('timestamp'),
  json: checkedText('json'),
  blob: (value) =>
    value instanceof Uint8Array
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : REFUSED,
};

/** Reads one stored column's bytes again, for a text whose decoding is in doubt. */
export type BytesOf = (columnIndex: number) => Uint8Array;

/** Rows of one table between wire values and SQLite, in the order of the table's columns. */
export class TableCodec {
  readonly table: TableManifest;
  readonly #to: readonly ToSql[];
  readonly #from: readonly FromSql[];
  readonly #isText: readonly boolean[];

  constructor(table: TableManifest) {
    this.table = table;
    this.#to = table.columns.map(({ type }) => toSqlOf[type]);
    this.#from = table.columns.map(({ type }) => fromSqlOf[type]);
    this.#isText = table.columns.map(({ type }) => type === 'text' || type === 'json');
  }

  /** @throws SatchelError VALUE_INVALID naming the first column whose value is not canonical */
  toSqlRow(row: readonly WireValue[]): SqlValue[] {
    const to = this.#to;
    const result = new Array<SqlValue>(to.length);
    for (let index = 0; index < to.length; index++) {
      const value = row[index] ?? null;
      if (value === null) {
        result[index] = null;
        continue;
      }
      const stored = (to[index] as ToSql)(value);
      if (stored === REFUSED) throw this.#refuse(index, value);
      result[index] = stored;
    }
    return result;
  }

  /**
   * SQLite does not check that text is UTF-8, and reading replaces bad bytes by U+FFFD. With `bytesOf` such a
   * text is refused; without it a U+FFFD is taken as it is.
   * @throws SatchelError VALUE_INVALID naming the first column that holds something without a canonical wire form
   */
  fromSqlRow(row: readonly SqlValue[], bytesOf?: BytesOf): WireValue[] {
    const from = this.#from;
    const result = new Array<WireValue>(from.length);
    for (let index = 0; index < from.length; index++) {
      const value = row[index] ?? null;
      if (value === null) {
        result[index] = null;
        continue;
      }
      const wire = (from[index] as FromSql)(value);
      if (wire === REFUSED) throw this.#refuse(index, value);
      if (bytesOf && this.#isText[index] && (wire as string).includes('\uFFFD')) {
        const bytes = bytesOf(index);
        if (!Buffer.from(wire as string).equals(bytes))
          throw this.#refuse(index, value, 'not-utf-8');
      }
      result[index] = wire;
    }
    return result;
  }

  #refuse(index: number, value: unknown, problem?: ValueProblem | 'not-utf-8'): SatchelError {
    const column = this.table.columns[index];
    const type = column?.type ?? 'text';
    return invalid({
      table: this.table.name,
      column: column?.name ?? String(index),
      type,
      problem: problem ?? problemOf(type, value),
    });
  }
}

function problemOf(type: WireType, value: unknown): ValueProblem {
  return typeProblem(type, value) ?? 'wrong-type';
}

function invalid(what: {
  table?: string;
  column: string;
  type: WireType;
  problem: string;
}): SatchelError {
  return new SatchelError('VALUE_INVALID', {
    table: what.table ?? '',
    column: what.column,
    problem: `${what.problem} (${what.type})`,
  });
}
