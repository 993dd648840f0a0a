import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { SqlValue } from '../store/database.ts';
import type { Store } from '../store/open-store.ts';
import { countEqual, readColumn } from '../store/record-edits.ts';
import { constraintColumns, sqliteCode } from '../store/store-error.ts';
import { uniqueSuggestion } from './unique-suggestion.ts';
import { toSql } from '../store/values.ts';

export interface Edit {
  readonly store: Store;
  readonly table: TableManifest;
  /** The edited or deleted record's key; empty for an insert. */
  readonly key: readonly SqlValue[];
  /** The values written; absent for a deletion. */
  readonly values?: Readonly<Record<string, WireValue>>;
}

/**
 * Runs one edit and says in the record's words what SQLite refused. References are checked at once here, though
 * SQLite would only do so at the commit, where it no longer knows which.
 * @throws SatchelError RECORD_EXISTS, REFERENCE_MISSING, RECORD_REFERENCED, VALUE_INVALID
 */
export function refineConstraint<T>(edit: Edit, run: () => T): T {
  const { table, values } = edit;
  if (values) checkReferences(edit);
  else checkDependants(edit);
  try {
    return run();
  } catch (error) {
    const columns = constraintColumns(error);
    const column = columns.map((named) => named.column).join(' + ');
    switch (sqliteCode(error)) {
      case 'SQLITE_CONSTRAINT_UNIQUE':
      case 'SQLITE_CONSTRAINT_PRIMARYKEY':
      case 'SQLITE_CONSTRAINT_ROWID':
        throw new SatchelError(
          'RECORD_EXISTS',
          {
            table: table.name,
            column: column || table.primaryKey.join(' + '),
            hint: hintFor(
              edit,
              columns.map((named) => named.column),
            ),
          },
          { cause: error },
        );
      case 'SQLITE_CONSTRAINT_NOTNULL':
        throw new SatchelError('VALUE_INVALID', {
          table: table.name,
          column,
          problem: say('value-null'),
        });
      case 'SQLITE_CONSTRAINT_CHECK':
      case 'SQLITE_CONSTRAINT_DATATYPE':
        throw new SatchelError(
          'VALUE_INVALID',
          { table: table.name, column: column || 'record', problem: say('value-check') },
          { cause: error },
        );
      default:
        throw error;
    }
  }
}

/** An ending that makes the value a free one; the value itself is no part of an error. */
function hintFor({ store, table, values = {} }: Edit, columns: readonly string[]): Said | '' {
  const [name, another] = columns;
  const column = table.columns.find((one) => one.name === name);
  if (!column || another !== undefined) return '';
  const value = values[column.name] ?? null;
  const seed = `${table.name} ${column.name} ${String(value)}`;
  const free = uniqueSuggestion(store, { table, column, value, seed });
  return free === undefined ? '' : say('free-ending', { ending: free.slice(String(value).length) });
}

function checkReferences({ store, table, values = {} }: Edit): void {
  for (const column of table.columns) {
    const value = values[column.name] ?? null;
    if (!column.references || value === null) continue;
    const { table: target, column: key } = column.references;
    const itself = target === table.name && values[key] === value;
    if (itself) continue;
    const found = countEqual(store.db, { table: target, column: key }, toSql(column.type, value));
    if (found === 0) {
      throw new SatchelError('REFERENCE_MISSING', {
        table: table.name,
        column: column.name,
        references: target,
      });
    }
  }
}

function checkDependants({ store, table, key }: Edit): void {
  const found = store.schema.tables.flatMap((child) =>
    child.columns.flatMap((column) => {
      if (column.references?.table !== table.name) return [];
      const value = referencedValue({ store, table, key }, column.references.column);
      const count = countEqual(store.db, { table: child.name, column: column.name }, value);
      return count === 0 ? [] : [say('dependants-of', { count, table: child.name })];
    }),
  );
  if (found.length === 0) return;
  throw new SatchelError('RECORD_REFERENCED', {
    table: table.name,
    dependants: say('dependants', { found }),
  });
}

function referencedValue({ store, table, key }: Edit, column: string): SqlValue {
  const position = table.primaryKey.indexOf(column);
  if (position >= 0) return key[position] ?? null;
  return readColumn(store.db, { table, key }, column);
}
