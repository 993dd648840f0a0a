import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type {
  ColumnManifest,
  SchemaManifest,
  TableManifest,
} from '../../shared/records/manifest.ts';
import { quoteIdentifier, sqliteTableDdl, sqliteTypes } from '../../shared/records/sqlite-ddl.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { WritableDatabase } from './database.ts';
import { rowKeyExpression } from './row-key.ts';
import { toSql } from './values.ts';

/**
 * Brings the data tables up to the manifest, in the caller's transaction. Tables that are missing are made; columns
 * that a newer manifest adds are added, and take what was kept for them in `_sync_extra` while this side did not
 * know them [SYNC-12]. Returns whether a table was made.
 * @throws SatchelError SYNC_SCHEMA for a new column that may not be empty: there is no value to give old rows
 */
export function growTables(db: WritableDatabase, schema: SchemaManifest): boolean {
  let made = false;
  const present = presentColumns(db, schema);
  for (const table of schema.tables) {
    if (!present.has(table.name)) {
      for (const statement of sqliteTableDdl(table)) db.exec(statement);
      made = true;
    }
  }
  return made;
}

/** To call when `_sync_table` knows the tables, before tracking is installed. */
export function addNewColumns(db: WritableDatabase, schema: SchemaManifest): void {
  const columns = presentColumns(db, schema);
  for (const table of schema.tables) {
    const present = columns.get(table.name) ?? new Set();
    for (const column of table.columns) {
      if (!present.has(column.name.toLowerCase())) addColumn(db, table, column);
    }
  }
}

function addColumn(db: WritableDatabase, table: TableManifest, column: ColumnManifest): void {
  if (!column.nullable || column.unique) {
    throw new SatchelError('SYNC_SCHEMA', {
      detail: `${table.name}.${column.name} is new, so it must be nullable and not unique`,
    });
  }
  const name = quoteIdentifier(column.name);
  const base = `_sync_base_${table.name}`;
  db.exec(
    `ALTER TABLE ${quoteIdentifier(table.name)} ADD COLUMN ${name} ${sqliteTypes[column.type]}`,
  );
  if (columnNames(db, base).size > 0) {
    db.exec(`ALTER TABLE ${quoteIdentifier(base)} ADD COLUMN ${name}`);
  }
  takeExtras(db, table, column);
}

function takeExtras(db: WritableDatabase, table: TableManifest, column: ColumnManifest): void {
  const kept = db.all<{ tbl: number; pk: string; value: string }>(
    `SELECT e.tbl, e.pk, e.value FROM _sync_extra e JOIN _sync_table t ON t.id = e.tbl
     WHERE t.name = ? AND e.name = ?`,
    table.name,
    column.name,
  );
  const name = quoteIdentifier(column.name);
  db.run('UPDATE _sync_gate SET open = 1');
  for (const { pk, value } of kept) {
    const stored = toSql(column.type, JSON.parse(value) as WireValue);
    for (const target of [table.name, `_sync_base_${table.name}`]) {
      if (columnNames(db, target).size === 0) continue;
      db.run(
        `UPDATE ${quoteIdentifier(target)} AS t SET ${name} = ? WHERE ${rowKeyExpression(table, 't')} = ?`,
        stored,
        pk,
      );
    }
  }
  db.run('UPDATE _sync_gate SET open = 0');
  db.run(
    'DELETE FROM _sync_extra WHERE name = ? AND tbl = (SELECT id FROM _sync_table WHERE name = ?)',
    column.name,
    table.name,
  );
}

/** Column names, in lower case, of those of its tables that are there. */
function presentColumns(
  db: WritableDatabase,
  { tables }: SchemaManifest,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = db.all<{ tbl: string; name: string }>(
    'SELECT t.value AS tbl, c.name FROM json_each(?) AS t JOIN pragma_table_info(t.value) AS c',
    JSON.stringify(tables.map(({ name }) => name)),
  );
  const columns = new Map<string, Set<string>>();
  for (const { tbl, name } of found) {
    const names = columns.get(tbl) ?? new Set();
    columns.set(tbl, names.add(name.toLowerCase()));
  }
  return columns;
}

function columnNames(db: WritableDatabase, table: string): ReadonlySet<string> {
  return new Set(
    db
      .all<{ name: string }>(`PRAGMA table_info(${quoteIdentifier(table)})`)
      .map(({ name }) => name.toLowerCase()),
  );
}
