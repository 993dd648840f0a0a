import {
  type ColumnManifest,
  numberedParents,
  type SchemaManifest,
  type TableManifest,
} from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKeyExpression } from './row-key.ts';
import { toSql } from './values.ts';

/** Row keys of other rows that hold this value in a unique column. */
export function holdersOf(
  store: Store,
  table: TableManifest,
  { column, value, except }: { column: ColumnManifest; value: WireValue; except: SqlValue },
): SqlValue[] {
  const key = rowKeyExpression(table, 't');
  return store.db
    .rawAll(
      `SELECT ${key} FROM ${quoteIdentifier(table.name)} t
       WHERE t.${quoteIdentifier(column.name)} = ? AND ${key} <> ?`,
      toSql(column.type, value),
      except,
    )
    .map(([pk]) => pk as SqlValue);
}

export interface Orphan {
  readonly table: TableManifest;
  readonly column: string;
  readonly parent: string;
  readonly pk: SqlValue;
}

/** Unsent rows that reference a record which is not (or no longer) here; or, by a number, one that is set aside. */
export function unsentOrphans(store: Store): Orphan[] {
  return foreignKeys(store.schema).flatMap(({ table, column, parent }) => {
    const fk = `t.${quoteIdentifier(column.name)}`;
    const target = column.references?.column ?? 'id';
    const numbered = numberedParents(store.schema, table).find(
      ({ column: name }) => name === column.name,
    );
    const isAside = numbered
      ? `EXISTS (SELECT 1 FROM _sync_dirty n WHERE n.tbl = ${String(store.tableId(parent))}
           AND n.pk = +${fk} AND n.op = 'insert' AND n.held IS NOT NULL)`
      : 'false';
    return store.db
      .rawAll(
        `SELECT d.pk FROM _sync_dirty d
         CROSS JOIN ${quoteIdentifier(table.name)} t ON ${rowKeyExpression(table, 't')} = d.pk
         WHERE d.tbl = ? AND d.op <> 'delete' AND d.batch IS NULL AND d.held IS NULL AND ${fk} IS NOT NULL
           AND (${isAside} OR
             NOT EXISTS (SELECT 1 FROM ${quoteIdentifier(parent)} p WHERE p.${quoteIdentifier(target)} = ${fk}))`,
        store.tableId(table.name),
      )
      .map(([pk]) => ({ table, column: column.name, parent, pk: pk as SqlValue }));
  });
}

/** Whether the record that one of these columns names is here, and is itself still to be sent. */
export function hasUnsentParent(
  store: Store,
  { table, pk, row }: { table: TableManifest; pk: SqlValue; row: WireRow },
  among: readonly string[],
): boolean {
  return table.columns.some(({ name, type, references }, index) => {
    const value = row[index] ?? null;
    const parent = store.schema.tables.find((other) => other.name === references?.table);
    if (!parent || value === null || !among.includes(name)) return false;
    const key = toSql(type, value);
    if (parent === table && key === pk) return false;
    const sql = `SELECT 1 AS one FROM _sync_dirty WHERE tbl = ? AND pk = ? AND op <> 'delete' AND held IS NULL`;
    return store.db.get(sql, store.tableId(parent.name), key) !== undefined;
  });
}

/**
 * Other records that the server still has with this value of a unique column, for what they have instead here is to be sent: not
 * in the batch `sent`. `isOnItsWay` where it is in another one.
 */
export function unsentGivers(
  store: Store,
  table: TableManifest,
  {
    column,
    value,
    except,
    sent,
  }: { column: ColumnManifest; value: WireValue; except: SqlValue; sent: number },
): { pk: SqlValue; isOnItsWay: boolean }[] {
  return store.db
    .rawAll(
      `SELECT d.pk, d.batch FROM _sync_dirty d
       CROSS JOIN ${quoteIdentifier(`_sync_base_${table.name}`)} b ON ${rowKeyExpression(table, 'b')} = d.pk
       WHERE d.tbl = ? AND d.pk <> ? AND d.held IS NULL AND d.batch IS NOT ? AND b.${quoteIdentifier(column.name)} = ?`,
      store.tableId(table.name),
      except,
      sent,
      toSql(column.type, value),
    )
    .map(([pk, batch]) => ({ pk: pk as SqlValue, isOnItsWay: batch !== null }));
}

const ANY_DELETION = `SELECT 1 AS one FROM _sync_dirty WHERE op = 'delete' LIMIT 1`;

/** Unsent deletions of records that other records, come from elsewhere, still reference. */
export function deletedParents(
  store: Store,
): { parent: TableManifest; child: string; pk: SqlValue }[] {
  // With each pull, and mostly nothing was deleted here: one look instead of one a reference.
  if (!store.db.get(ANY_DELETION)) return [];
  return foreignKeys(store.schema).flatMap(({ table, column, parent }) => {
    const parentTable = store.schema.tables.find(({ name }) => name === parent);
    if (!parentTable || parentTable.primaryKey.length !== 1) return [];
    return store.db
      .rawAll(
        `SELECT d.pk FROM _sync_dirty d
         WHERE d.tbl = ? AND d.op = 'delete' AND d.batch IS NULL AND d.held IS NULL AND EXISTS (
           SELECT 1 FROM ${quoteIdentifier(table.name)} t WHERE t.${quoteIdentifier(column.name)} = d.pk)`,
        store.tableId(parent),
      )
      .map(([pk]) => ({ parent: parentTable, child: table.name, pk: pk as SqlValue }));
  });
}

function foreignKeys(
  schema: SchemaManifest,
): { table: TableManifest; column: ColumnManifest; parent: string }[] {
  return schema.tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      column.references ? [{ table, column, parent: column.references.table }] : [],
    ),
  );
}
