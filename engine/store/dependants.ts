import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKeyExpression } from './row-key.ts';
import { toSql } from './values.ts';

/** A record that references another one through `column`. */
export interface Dependant {
  readonly table: TableManifest;
  readonly column: string;
  readonly pk: SqlValue;
}

/** Records here whose reference to a table's key has this value, whether or not there is such a record. */
export function referencingRows(store: Store, table: TableManifest, key: SqlValue): Dependant[] {
  return store.schema.tables.flatMap((child) =>
    child.columns.flatMap((column) => {
      if (column.references?.table !== table.name) return [];
      if (column.references.column !== table.primaryKey[0]) return [];
      return store.db
        .rawAll(
          `SELECT ${rowKeyExpression(child, 't')} FROM ${quoteIdentifier(child.name)} t
           WHERE t.${quoteIdentifier(column.name)} = ?`,
          key,
        )
        .map(([pk]) => ({ table: child, column: column.name, pk: pk as SqlValue }));
    }),
  );
}

/** Records here that reference this one, children tables in the schema's order. */
export function dependantsOf(store: Store, table: TableManifest, row: WireRow): Dependant[] {
  return store.schema.tables.flatMap((child) =>
    child.columns.flatMap((column) => {
      if (column.references?.table !== table.name) return [];
      const target = column.references.column;
      const index = table.columns.findIndex(({ name }) => name === target);
      const type = table.columns[index]?.type ?? 'text';
      return store.db
        .rawAll(
          `SELECT ${rowKeyExpression(child, 't')} FROM ${quoteIdentifier(child.name)} t
           WHERE t.${quoteIdentifier(column.name)} = ?`,
          toSql(type, row[index] ?? null),
        )
        .map(([pk]) => ({ table: child, column: column.name, pk: pk as SqlValue }));
    }),
  );
}
