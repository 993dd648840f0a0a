import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { type ValueProblem, valueProblem, type WireValue } from '../../shared/records/values.ts';
import { requireColumn } from './record-query.ts';

export type RecordValues = Readonly<Record<string, WireValue>>;

/**
 * Every column named must exist and every value be canonical and allowed for its column [VAL-1].
 * @throws SatchelError COLUMN_UNKNOWN, VALUE_INVALID: names the first column and says of all what is wrong
 */
export function checkValues(table: TableManifest, values: RecordValues): void {
  const problems = Object.entries(values).flatMap(([name, value]) => {
    const column = requireColumn(table, name);
    const problem = valueProblem(column, value);
    return problem ? [{ column, words: inWords(problem, column) }] : [];
  });
  refuse(table, problems);
}

/** As `checkValues`, and columns that must have a value may not be left out. */
export function checkWholeRecord(table: TableManifest, values: RecordValues): void {
  checkValues(table, values);
  const missing = table.columns.filter(
    ({ name, nullable }) => !nullable && (values[name] ?? null) === null,
  );
  refuse(
    table,
    missing.map((column) => ({ column, words: 'a value is required' })),
  );
}

interface Problem {
  readonly column: ColumnManifest;
  readonly words: string;
}

function refuse(table: TableManifest, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  const rest = others.map(({ column, words }) => `; ${table.name}.${column.name}: ${words}`);
  throw new SatchelError('VALUE_INVALID', {
    table: table.name,
    column: first.column.name,
    problem: first.words + rest.join(''),
  });
}

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
export function inWords(problem: ValueProblem, column: ColumnManifest): string {
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
