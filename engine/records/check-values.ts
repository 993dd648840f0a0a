import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { problemInWords } from '../../shared/records/problem-words.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
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
    return problem ? [{ column, words: problemInWords(problem, column) }] : [];
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
