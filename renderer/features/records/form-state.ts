import type { TableDescription } from '../../../shared/api/records.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { inEnglish } from '../../../shared/said/english.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import type { ColumnDescription } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { saidWords } from '../../text/said-words.ts';
import { type FieldInput, fromInput, isProblem, problemWords, toInput } from './field-input.ts';
import { isOwnKey, longTextLast } from './record-fields.tsx';

export type Inputs = Readonly<Record<string, FieldInput>>;
export type Values = Readonly<Record<string, WireValue>>;
export type Problems = Readonly<Record<string, string>>;

/** The columns a person fills in. A key can be given once, when it is not one the engine makes. */
export function formColumns(table: TableDescription, isNew: boolean): ColumnDescription[] {
  const columns = table.columns.filter(
    ({ name, type }) =>
      type !== 'blob' && !isOwnKey(table, name) && (isNew || !table.primaryKey.includes(name)),
  );
  return longTextLast(columns);
}

export function inputsOf(columns: readonly ColumnDescription[], values: Values): Inputs {
  return Object.fromEntries(
    columns.map((column) => [column.name, toInput(column, values[column.name] ?? null)]),
  );
}

/** What a new record starts with: what the address says, the first choice where one must be made, active. */
export function startValues(
  columns: readonly ColumnDescription[],
  given: Values,
): Record<string, WireValue> {
  return Object.fromEntries(
    columns.map((column) => [column.name, given[column.name] ?? startValue(column)]),
  );
}

function startValue(column: ColumnDescription): WireValue {
  if (column.nullable) return null;
  if (column.type === 'boolean') return column.name === 'is_active';
  return column.values?.[0] ?? null;
}

/** All fields read: canonical values by column, or what is wrong by column. */
export function readForm(
  columns: readonly ColumnDescription[],
  inputs: Inputs,
  originals: Values | undefined,
): { values: Record<string, WireValue>; problems: Record<string, string> } {
  const values: Record<string, WireValue> = {};
  const problems: Record<string, string> = {};
  for (const column of columns) {
    const reading = fromInput(column, inputs[column.name] ?? '', originals?.[column.name]);
    if ('problem' in reading) problems[column.name] = reading.problem;
    else values[column.name] = reading.value;
  }
  return { values, problems };
}

/** Only what differs: an edit never writes a field that nobody touched. */
export function changedValues(values: Values, originals: Values): Record<string, WireValue> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== (originals[name] ?? null)),
  );
}

/** The engine's refusal as a problem beside its field, or undefined where it is about no field of this form. */
export function problemOfError(
  columns: readonly ColumnDescription[],
  error: SatchelError,
): Problems | undefined {
  const name = error.details['column'];
  const column = columns.find((one) => one.name === name);
  if (!column) return undefined;
  if (error.code === 'RECORD_EXISTS')
    return { [column.name]: t('records.taken', { column: column.label }) };
  if (error.code === 'REFERENCE_MISSING') return { [column.name]: t('records.gone') };
  if (error.code !== 'VALUE_INVALID') return undefined;
  const { problem } = error.details;
  return { [column.name]: problemText(problem) };
}

/** The rule that is broken, where this form has its own words for it. */
function problemText(problem: SatchelError['details'][string] | undefined): string {
  if (typeof problem === 'object') return saidWords([problem], inEnglish(problem));
  return isProblem(problem) ? problemWords(problem) : String(problem ?? '');
}
