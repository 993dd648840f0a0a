import { isSatchelError, type SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { ValueProblem, WireRow, WireValue } from '../../shared/records/values.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import { checkWholeRecord } from '../records/check-values.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { parentsFirst } from '../store/parents-first.ts';
import { sourceRows, type SourceTable, sourceTables } from '../store/source-rows.ts';
import { TableCodec } from '../store/values.ts';

/** A table of the file that the clinic's schema has too. */
export interface SourcePart {
  readonly table: TableManifest;
  readonly source: SourceTable;
}

export interface UnknownPart {
  readonly table: string;
  /** Null for the whole table. */
  readonly column: string | null;
  readonly rows: number;
  readonly reason: Said | null;
}

/** What of the file has a place in the schema, parents first, and what has none. */
export function matchSource(
  db: ReadableDatabase,
  schema: SchemaManifest,
): { parts: SourcePart[]; unknown: UnknownPart[] } {
  const sources = sourceTables(db);
  const parts = parentsFirst(schema.tables).flatMap((table) => {
    const source = sources.find(({ name }) => name === table.name);
    return source ? [{ table, source }] : [];
  });
  const unknown = sources.flatMap(({ name, columns, rows }): UnknownPart[] => {
    const table = schema.tables.find((each) => each.name === name);
    if (!table) return [{ table: name, column: null, rows, reason: null }];
    const known = new Set(table.columns.map((column) => column.name));
    const extra = columns.filter((column) => !known.has(column));
    return extra.map((column) => ({ table: name, column, rows, reason: null }));
  });
  return { parts, unknown };
}

/** Whether a table of the file can be read as one of the schema's: it has each column that must hold a value. */
export function fitsSchema(db: ReadableDatabase, schema: SchemaManifest): boolean {
  const sources = new Map(sourceTables(db).map(({ name, columns }) => [name, new Set(columns)]));
  return dataTables(schema).some(({ name, columns }) =>
    columns.every((column) => column.nullable || sources.get(name)?.has(column.name) === true),
  );
}

/** A row that keeps to the schema, or what is wrong with it: a column and a rule, never the value. */
export type ReadRow = { readonly row: WireRow } | { readonly problem: Said };

/** Every row of one table, read as the wire has it and checked as one that is typed in. */
export function* readRows(db: ReadableDatabase, { table, source }: SourcePart): Generator<ReadRow> {
  const codec = new TableCodec(table);
  for (const { row, bytes } of sourceRows(db, table, source)) {
    try {
      const wire = codec.fromSqlRow(row, bytes);
      checkWholeRecord(table, valuesOf(table, wire));
      yield { row: wire };
    } catch (error) {
      if (!isSatchelError(error, 'VALUE_INVALID')) throw error;
      yield { problem: sayRowProblem(table, error) };
    }
  }
}

function valuesOf(table: TableManifest, row: WireRow): Record<string, WireValue> {
  return Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null]));
}

/** The codec names a rule, the check of a typed value has words for it already. */
function sayRowProblem(table: TableManifest, error: SatchelError): Said {
  const name = error.detail('column');
  const given = error.details['problem'] ?? '';
  const column = table.columns.find((each) => each.name === name);
  const [rule = ''] = error.detail('problem').split(' (');
  const problem =
    column && isProblem(rule)
      ? sayProblem(rule, column)
      : typeof given === 'object'
        ? given
        : say('as-written', { text: String(given) });
  const { code, values } = say('row-problem', { column: name, problem });
  // A window calls the column as its table does.
  return { code, values: { ...values, table: table.name } };
}

const problems: ReadonlySet<string> = new Set<ValueProblem>([
  'null',
  'wrong-type',
  'not-canonical',
  'not-finite',
  'negative-zero',
  'out-of-range',
  'nul-character',
  'lone-surrogate',
  'not-allowed',
]);

function isProblem(rule: string): rule is ValueProblem {
  return problems.has(rule);
}
