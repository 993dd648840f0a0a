import {
  findTable,
  type SchemaManifest,
  schemaSignature,
  type TableManifest,
} from '../../shared/records/manifest.ts';
import { withoutSystemTables } from '../../shared/records/system-tables.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { tableColumns } from './table-facts.ts';
import type { TrackedStore } from './tracked-table.ts';

/** Tables that hold records, and would not be what they are under the other schema: those records keep it from being taken. */
export function tablesInTheWay(
  store: TrackedStore & { gather(): void },
  next: SchemaManifest,
): string[] {
  store.gather();
  return store.schema.tables.flatMap((table) => {
    const kept = findTable(next, table.name);
    const same = kept !== undefined && signature(kept) === signature(table);
    const id = store.tableId(table.name);
    const used =
      !isEmpty(store.db, table.name) ||
      store.db.get('SELECT 1 FROM _sync_dirty WHERE tbl = ? LIMIT 1', id) !== undefined;
    return !same && used ? [table.name] : [];
  });
}

/** Whether both describe the same tables, Satchel's own aside. */
export function sameTables(one: SchemaManifest, other: SchemaManifest): boolean {
  const [first, second] = [one, other].map((each) => schemaSignature(withoutSystemTables(each)));
  return first === second;
}

/**
 * Takes away empty tables of the schema that was before, in the caller's transaction, so that the adopted one can make its
 * own: those it does not have, and those it has under the same name with other columns. A table that holds a row stays.
 */
export function dropReplaced(db: WritableDatabase, schema: SchemaManifest): void {
  const known = db.all<{ id: number; name: string }>('SELECT id, name FROM _sync_table');
  for (const { id, name } of known) {
    const present = tableColumns(db, name).map((column) => column.name);
    const wanted = findTable(schema, name)?.columns.map((column) => column.name);
    if (wanted && sameNames(present, wanted)) continue;
    if (present.length > 0 && !isEmpty(db, name)) continue;
    for (const table of [name, `_sync_base_${name}`, `_sync_evicted_${name}`]) {
      db.exec(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
    }
    for (const side of ['_sync_arrival', '_sync_image', '_sync_reworded']) {
      db.run(`DELETE FROM ${side} WHERE tbl = ?`, id);
    }
    db.run('DELETE FROM _sync_table WHERE id = ?', id);
  }
}

function signature(table: TableManifest): string {
  return schemaSignature({ name: '', version: 1, tables: [table] });
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

function isEmpty(db: ReadableDatabase, name: string): boolean {
  return db.get(`SELECT 1 FROM ${quoteIdentifier(name)} LIMIT 1`) === undefined;
}
