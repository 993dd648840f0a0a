import type { MutationOutcome, Rejection } from '../../shared/protocol/upload.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { Mutation } from '../sync/batch.ts';
import { constraintName } from './postgres-ddl.ts';

/** The parts of a PostgreSQL error that say which rule was broken; its message holds row values and goes nowhere. */
export interface Violation {
  readonly code: string;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
}

/** The violation behind an error, or undefined when it is not the data's fault. */
export function findViolation(error: unknown): Violation | undefined {
  const { code, table, column, constraint } = error as Partial<Record<keyof Violation, string>>;
  if (typeof code !== 'string') return undefined;
  const class_ = code.slice(0, 2);
  // 54000: too large for an index.
  if (class_ !== '22' && class_ !== '23' && code !== '54000') return undefined;
  return { code, table, column, constraint };
}

export type Rejected = Extract<MutationOutcome, { status: 'rejected' }>;

/** What a violation means for the one mutation that caused it. */
export function toRejection(
  violation: Violation,
  { mutation, table, schema }: { mutation: Mutation; table: TableManifest; schema: SchemaManifest },
): Rejected {
  const rejected = (reason: Rejection, more: Partial<Rejected> = {}): Rejected => ({
    index: mutation.index,
    status: 'rejected',
    reason,
    ...more,
  });
  const named = findConstraint(schema, violation.constraint);
  switch (violation.code) {
    case '23505':
      return rejected('unique', {
        columns: named ? [named.column] : [...table.primaryKey],
        table: violation.table ?? table.name,
      });
    case '23503':
      if (mutation.op === 'd') {
        return rejected('dependants', violation.table ? { table: violation.table } : {});
      }
      return rejected('missing-reference', {
        ...(named ? { columns: [named.column] } : {}),
        ...(named?.references ? { table: named.references } : {}),
      });
    case '23502':
      return rejected('not-null', violation.column ? { columns: [violation.column] } : {});
    case '23514':
      return rejected(named?.rule === 'values' ? 'not-allowed-value' : 'invalid-value', {
        ...(named ? { columns: [named.column] } : {}),
      });
    default:
      return rejected('invalid-value', violation.column ? { columns: [violation.column] } : {});
  }
}

interface NamedConstraint {
  readonly column: string;
  readonly rule: 'key' | 'fkey' | 'values' | 'canonical';
  readonly references: string | undefined;
}

/** Constraints are named `<table>_<column>_<rule>` by `postgresTableDdl`. */
function findConstraint(
  schema: SchemaManifest,
  constraint: string | undefined,
): NamedConstraint | undefined {
  for (const table of schema.tables) {
    for (const column of table.columns) {
      for (const rule of ['key', 'fkey', 'values', 'canonical'] as const) {
        if (constraint === constraintName(table, column, rule)) {
          return { column: column.name, rule, references: column.references?.table };
        }
      }
    }
  }
  return undefined;
}
