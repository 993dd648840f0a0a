import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { type Said, say } from '../../shared/said/said.ts';
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
    return problem ? [{ column, said: sayProblem(problem, column) }] : [];
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
    missing.map((column) => ({ column, said: say('value-null') })),
  );
}

interface Problem {
  readonly column: ColumnManifest;
  readonly said: Said;
}

function refuse(table: TableManifest, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  const rest = others.map(({ column, said }) =>
    say('value-of', { table: table.name, column: column.name, problem: said }),
  );
  throw new SatchelError('VALUE_INVALID', {
    table: table.name,
    column: first.column.name,
    problem:
      rest.length === 0 ? first.said : say('value-also', { first: first.said, others: rest }),
  });
}
