import { integerToWire, valueProblem, type WireValue } from '../../../shared/records/values.ts';
import type { ColumnDescription } from '../../text/display-value.ts';
import { isTextKey, t } from '../../text/t.ts';
import { fromZoneInput, toZoneInput } from '../../text/zone-times.ts';

/** What a field of a form holds while it is edited. */
export type FieldInput = string | boolean;

export type FieldReading = { readonly value: WireValue } | { readonly problem: string };

/** A stored value as a person edits it. */
export function toInput(column: ColumnDescription, value: WireValue): FieldInput {
  if (column.type === 'boolean') return value === true;
  if (value === null) return '';
  if (column.type === 'timestamp') return toZoneInput(String(value));
  return String(value);
}

/**
 * What was entered, as the canonical value to store [VAL-1], or what is wrong with it. A field left as it was gives
 * back its original value untouched: a time keeps its milliseconds, an empty text stays apart from no text.
 */
export function fromInput(
  column: ColumnDescription,
  input: FieldInput,
  original: WireValue | undefined,
): FieldReading {
  if (original !== undefined && input === toInput(column, original)) {
    const untouched = valueProblem(column, original);
    if (!untouched) return { value: original };
  }
  const reading = typeof input === 'boolean' ? { value: input } : readText(column, input);
  if ('problem' in reading) return reading;
  const problem = valueProblem(column, reading.value);
  return problem ? { problem: problemWords(problem) } : reading;
}

function readText(column: ColumnDescription, text: string): FieldReading {
  if (column.type === 'text') return readPlainText(column, text);
  const trimmed = text.trim();
  if (trimmed === '') return column.nullable ? { value: null } : { problem: t('records.needed') };
  switch (column.type) {
    case 'integer':
      return readInteger(trimmed);
    case 'real':
      return readReal(trimmed);
    case 'decimal':
      return readDecimal(trimmed);
    case 'timestamp': {
      const value = fromZoneInput(trimmed);
      return value === undefined ? { problem: t('records.noMoment') } : { value };
    }
    case 'json':
      return readJson(trimmed);
    default:
      return { value: trimmed };
  }
}

/** Text is kept exactly as it was typed; only nothing at all means "no value". */
function readPlainText(column: ColumnDescription, text: string): FieldReading {
  if (text === '' && column.nullable) return { value: null };
  if (!column.nullable && text.trim() === '') return { problem: t('records.needed') };
  return { value: text };
}

function readInteger(text: string): FieldReading {
  if (!/^[+-]?\d+$/.test(text)) return { problem: t('records.wholeNumber') };
  return { value: integerToWire(BigInt(text.replace(/^\+/, ''))) };
}

function readReal(text: string): FieldReading {
  if (text.includes(',')) return { problem: t('records.usePoint') };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { problem: t('records.number') };
  const value = Number(text);
  return { value: value === 0 ? 0 : value };
}

/** `12.50` → `12.5`, `+1` → `1`, `.5` → `0.5`, `-0` → `0`. A comma is refused: it means thousands to some. */
function readDecimal(text: string): FieldReading {
  if (text.includes(',')) return { problem: t('records.usePoint') };
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || (whole === '' && fraction === '')) return { problem: t('records.decimal') };
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  const plain = rest === '' ? digits : `${digits}.${rest}`;
  return { value: match[1] === '-' && plain !== '0' ? `-${plain}` : plain };
}

function readJson(text: string): FieldReading {
  try {
    return { value: JSON.stringify(JSON.parse(text)) };
  } catch {
    return { problem: t('records.notJson') };
  }
}

type Problem = NonNullable<ReturnType<typeof valueProblem>>;

/** Why a value was refused, as said beside its field. */
export function problemWords(problem: Problem): string {
  return t(`records.problem-${problem}`);
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'string' && isTextKey(`records.problem-${value}`);
}
