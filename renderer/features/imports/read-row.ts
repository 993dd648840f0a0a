import type { TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import type { ColumnDescription } from '../../text/display-value.ts';
import { choiceWord } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { type FieldReading, fromInput } from '../records/field-input.ts';
import type { CsvFile } from './read-csv.ts';
import type { ReferenceNames } from './reference-names.ts';

/** For each column of the file the column it becomes, or null. */
export type Mapping = readonly (string | null)[];

export interface ReadRow {
  /** As the file counts: the header is row 1. */
  readonly number: number;
  readonly values: Readonly<Record<string, WireValue>>;
  /** Why the row cannot be taken; undefined where it may be. */
  readonly problem: string | undefined;
}

/** Columns whose name is known here, in either language or as the database calls it. */
export function guessMapping({ header }: CsvFile, columns: readonly ColumnDescription[]): Mapping {
  const plain = (text: string): string => text.toLocaleLowerCase().replaceAll(/[\s_-]+/g, '');
  const taken = new Set<string>();
  return header.map((title) => {
    const found = columns.find(
      ({ name, label }) =>
        !taken.has(name) &&
        [name, label, name.replace(/_id$/, '')].some((one) => plain(one) === plain(title)),
    );
    if (found) taken.add(found.name);
    return found?.name ?? null;
  });
}

export interface ReadingOf {
  readonly table: TableDescription;
  readonly columns: readonly ColumnDescription[];
  readonly mapping: Mapping;
  readonly file: CsvFile;
  readonly references: ReadonlyMap<string, ReferenceNames>;
}

/** The rows as records to be, by the same rules as a form's fields. */
export function readRows(of: ReadingOf): ReadRow[] {
  const uniques = of.columns.filter(({ unique }) => unique);
  const seen = new Map(uniques.map(({ name }) => [name, new Set<WireValue>()]));
  return of.file.rows.map((cells, index) => {
    const row = readRow(of, cells, index + 2);
    if (row.problem !== undefined) return row;
    for (const { name, label } of uniques) {
      const value = row.values[name] ?? null;
      if (value === null) continue;
      if (seen.get(name)?.has(value)) {
        const why = t('imports.inFileTwice', { column: label });
        return { ...row, problem: t('imports.fieldWhy', { column: label, why }) };
      }
      seen.get(name)?.add(value);
    }
    return row;
  });
}

function readRow(of: ReadingOf, cells: readonly string[], number: number): ReadRow {
  const values: Record<string, WireValue> = {};
  const problems: string[] = [];
  of.mapping.forEach((name, index) => {
    const column = of.columns.find((one) => one.name === name);
    if (!column) return;
    const reading = readCell(column, cells[index] ?? '', of);
    if ('value' in reading) values[column.name] = reading.value;
    else problems.push(t('imports.fieldWhy', { column: column.label, why: reading.problem }));
  });
  for (const column of of.columns) {
    if (column.name in values || column.nullable || of.mapping.includes(column.name)) continue;
    // What a form would begin with stands where the file has no such column.
    const [first] = column.values ?? [];
    if (first !== undefined) values[column.name] = first;
    else if (column.type === 'boolean') values[column.name] = column.name === 'is_active';
  }
  return { number, values, problem: problems.length > 0 ? problems.join(' ') : undefined };
}

function readCell(column: ColumnDescription, cell: string, of: ReadingOf): FieldReading {
  const text = column.type === 'text' ? cell : cell.trim();
  if (column.references && text.trim() !== '') {
    const names = of.references.get(column.references.table);
    return names?.find(text.trim()) ?? { value: text };
  }
  if (column.type === 'boolean') return readYesNo(text, column);
  if (column.values && text !== '') {
    const lower = text.trim().toLocaleLowerCase();
    const choice = column.values.find(
      (value) => value === text.trim() || choiceWord(value).toLocaleLowerCase() === lower,
    );
    return fromInput(column, choice ?? text, undefined);
  }
  if (column.type === 'date' && text !== '') return readDay(column, text);
  if (column.type === 'timestamp') return readMoment(column, text);
  const isNumber = column.type === 'real' || column.type === 'decimal';
  // Where cells are divided by semicolons the comma is the decimal sign.
  const plain =
    isNumber && of.file.delimiter === ';' && /^[+-]?\d*,\d+$/.test(text)
      ? text.replace(',', '.')
      : text;
  return fromInput(column, plain, undefined);
}

const yes = new Set(['yes', 'true', '1', 'ja', 'wahr', 'y', 'j', 'x']);
const no = new Set(['no', 'false', '0', 'nein', 'falsch', 'n', '']);

function readYesNo(text: string, column: ColumnDescription): FieldReading {
  const word = text.toLocaleLowerCase();
  if (yes.has(word)) return { value: true };
  if (word === '' && column.nullable) return { value: null };
  return no.has(word) ? { value: false } : { problem: t('imports.noYesNo') };
}

/** `20.11.2026` is one day only; with slashes nobody knows which is the month. */
function readDay(column: ColumnDescription, text: string): FieldReading {
  const match = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const day = match
    ? `${match[3] ?? ''}-${(match[2] ?? '').padStart(2, '0')}-${(match[1] ?? '').padStart(2, '0')}`
    : text;
  const reading = fromInput(column, day, undefined);
  return 'problem' in reading ? { problem: t('imports.noDate') } : reading;
}

/** `2026-11-20 10:30` as a form's field has it; a time in UTC, as Satchel's own lists write it, exactly as it is. */
function readMoment(column: ColumnDescription, text: string): FieldReading {
  const isUtc = text.endsWith('Z') && !Number.isNaN(Date.parse(text));
  if (isUtc) return { value: new Date(text).toISOString() };
  return fromInput(column, text.replace(' ', 'T'), undefined);
}
