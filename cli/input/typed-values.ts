import { readFileSync } from 'node:fs';
import type { TableDescription } from '../../shared/api/records.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { integerToWire, valueProblem, type WireValue } from '../../shared/records/values.ts';

type Column = TableDescription['columns'][number];
export type Values = Record<string, WireValue>;

/** @throws SatchelError TABLE_UNKNOWN, with the nearest name */
export function getTable(tables: readonly TableDescription[], name: string): TableDescription {
  const table = tables.find((each) => each.name === name);
  if (table) return table;
  const hint = suggestion(
    name,
    tables.map((each) => each.name),
  );
  throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: hint });
}

/** @throws SatchelError COLUMN_UNKNOWN, with the nearest name */
export function getColumn(table: TableDescription, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (column) return column;
  const hint = suggestion(
    name,
    table.columns.map((each) => each.name),
  );
  throw new SatchelError('COLUMN_UNKNOWN', { table: table.name, column: name, suggestion: hint });
}

/**
 * `name=Rex` and `notes:=null` as values of the table's types. After `=` stands text as a person types it; after
 * `:=` stands JSON. `@FILE` for a blob is the file's content.
 *
 * @throws SatchelError USAGE, COLUMN_UNKNOWN, VALUE_INVALID
 */
export function parseAssignments(table: TableDescription, assignments: readonly string[]): Values {
  const values: Values = {};
  for (const assignment of assignments) {
    const match = /^([^=:]+)(:?=)([\s\S]*)$/.exec(assignment);
    if (!match) {
      throw new SatchelError('USAGE', {
        detail: `"${assignment.split('=', 1).join('')}" is not COLUMN=VALUE.`,
      });
    }
    const [, name = '', sign, text = ''] = match;
    const column = getColumn(table, name);
    const value = sign === ':=' ? parseJson(table, column, text) : parseTyped(column, text);
    values[name] = checked(table, column, value);
  }
  return values;
}

/** Checks a row that came as JSON. @throws SatchelError COLUMN_UNKNOWN, VALUE_INVALID */
export function checkRow(table: TableDescription, row: Readonly<Record<string, unknown>>): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(row)) {
    values[name] = checked(table, getColumn(table, name), value);
  }
  return values;
}

function checked(table: TableDescription, column: Column, value: unknown): WireValue {
  const problem = valueProblem({ ...column, values: column.values }, value);
  if (problem === undefined) return value as WireValue;
  throw new SatchelError('VALUE_INVALID', {
    table: table.name,
    column: column.name,
    problem: sayProblem(problem, column),
  });
}

/** JSON in which a whole number keeps every digit, also beyond 2^53. */
export function parseExactJson(text: string): unknown {
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined || !/^-?\d+$/.test(source)) return value;
    return Number.isSafeInteger(value) ? value : integerToWire(BigInt(source));
  };
  return JSON.parse(text, exact) as unknown;
}

function parseJson(table: TableDescription, column: Column, text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    const problem = 'what follows := is not JSON';
    throw new SatchelError('VALUE_INVALID', { table: table.name, column: column.name, problem });
  }
}

/** Text as typed; nothing typed is the empty text for a text column, and no value for any other. */
function parseTyped(column: Column, text: string): unknown {
  if (column.type === 'text') return text;
  if (text === '') return null;
  return typed[column.type](text);
}

const typed: Record<Exclude<Column['type'], 'text'>, (text: string) => unknown> = {
  integer: (text) => (/^-?\d+$/.test(text) && text !== '-0' ? integerToWire(BigInt(text)) : text),
  real: (text) => (/^[+-]?(?:\d|\.\d)[\d.eE+-]*$/.test(text) ? Number(text) : text),
  // A price typed as 12.50 is the decimal 12.5; its digits are kept otherwise.
  decimal: (text) => (/^-?\d+\.\d*0$/.test(text) ? text.replace(/\.?0+$/, '') : text),
  boolean: (text) => booleans[text.toLowerCase()] ?? text,
  date: (text) => text,
  timestamp: (text) => {
    const isTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?$/.test(text);
    const time = isTime ? new Date(text) : undefined;
    return time && !Number.isNaN(time.getTime()) ? time.toISOString() : text;
  },
  json: (text) => {
    try {
      return JSON.stringify(JSON.parse(text));
    } catch {
      return text;
    }
  },
  blob: (text) => (text.startsWith('@') ? readBlob(text.slice(1)) : text),
};

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

function readBlob(file: string): string {
  try {
    return readFileSync(file).toString('base64');
  } catch {
    throw new SatchelError('USAGE', { detail: `${file} cannot be read.` });
  }
}
