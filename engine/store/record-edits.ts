import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { SqlValue, WritableDatabase } from './database.ts';

/** Column names and their values, as SQLite stores them. */
export type SqlValues = readonly (readonly [column: string, value: SqlValue])[];

/** One record, named by its key values in key order. */
export interface RecordTarget {
  readonly table: TableManifest;
  readonly key: readonly SqlValue[];
}

export function insertRow(db: WritableDatabase, table: TableManifest, values: SqlValues): void {
  const names = values.map(([name]) => quoteIdentifier(name)).join(', ');
  const marks = values.map(() => '?').join(', ');
  const name = quoteIdentifier(table.name);
  db.run(`INSERT INTO ${name} (${names}) VALUES (${marks})`, ...values.map(([, value]) => value));
}

export function updateRow(
  db: WritableDatabase,
  { table, key }: RecordTarget,
  values: SqlValues,
): void {
  const sets = values.map(([name]) => `${quoteIdentifier(name)} = ?`).join(', ');
  db.run(
    `UPDATE ${quoteIdentifier(table.name)} SET ${sets} WHERE ${keyMatch(table)}`,
    ...values.map(([, value]) => value),
    ...key,
  );
}

/** False when there was no such record. */
export function deleteRow(db: WritableDatabase, { table, key }: RecordTarget): boolean {
  return db.run(`DELETE FROM ${quoteIdentifier(table.name)} WHERE ${keyMatch(table)}`, ...key) > 0;
}

export function rowExists(db: WritableDatabase, { table, key }: RecordTarget): boolean {
  return (
    db.rawGet(`SELECT 1 FROM ${quoteIdentifier(table.name)} WHERE ${keyMatch(table)}`, ...key) !==
    undefined
  );
}

/** The record's values in column order; undefined where there is no such record. */
export function readValues(
  db: WritableDatabase,
  { table, key }: RecordTarget,
): SqlValue[] | undefined {
  const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  return db.rawGet(
    `SELECT ${columns} FROM ${quoteIdentifier(table.name)} WHERE ${keyMatch(table)}`,
    ...key,
  );
}

/** The record's value in one column; null where there is no such record. */
export function readColumn(
  db: WritableDatabase,
  { table, key }: RecordTarget,
  column: string,
): SqlValue {
  const row = db.rawGet(
    `SELECT ${quoteIdentifier(column)} FROM ${quoteIdentifier(table.name)} WHERE ${keyMatch(table)}`,
    ...key,
  );
  return row?.[0] ?? null;
}

/** How many rows of a table bear this value in this column. */
export function countEqual(
  db: WritableDatabase,
  place: { readonly table: string; readonly column: string },
  value: SqlValue,
): number {
  const row = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM ${quoteIdentifier(place.table)} WHERE ${quoteIdentifier(place.column)} = ?`,
    value,
  );
  return row?.count ?? 0;
}

function keyMatch(table: TableManifest): string {
  return table.primaryKey.map((name) => `${quoteIdentifier(name)} = ?`).join(' AND ');
}
