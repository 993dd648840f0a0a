import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type {
  ColumnManifest,
  ColumnReference,
  SchemaManifest,
  TableManifest,
  WireType,
} from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { say } from '../../shared/said/said.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { parentsFirst } from './parents-first.ts';
import { tableColumns } from './table-facts.ts';

const LISTED_COLUMNS = 6;

/**
 * The manifest of another application's file, read from what SQLite says of it. Generated columns are left out,
 * for they follow from the others. Nothing is written.
 * @throws SatchelError TABLE_NOT_SYNCABLE for a table without a key that names its records
 */
export function introspect(db: ReadableDatabase, name: string): SchemaManifest {
  const names = db
    .all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
       AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sync\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .map((row) => row.name);
  const tables = names.map((table) => introspectTable(db, table));
  return { name, version: 1, tables: parentsFirst(tables), isForeign: true };
}

/** Takes every side table and trigger of Satchel out of the file again; its own tables and data stay as they are. */
export function removeTracking(db: WritableDatabase): void {
  db.transaction(() => {
    for (const type of ['trigger', 'table']) {
      const found = db.all<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = ? AND substr(name, 1, 6) = '_sync_'`,
        type,
      );
      for (const { name } of found) db.exec(`DROP ${type} ${quoteIdentifier(name)}`);
    }
  });
}

/** @throws SatchelError TABLE_NOT_SYNCABLE for a table without a key that names its records */
export function introspectTable(db: ReadableDatabase, name: string): TableManifest {
  const all = tableColumns(db, name);
  const stored = all.filter(({ hidden }) => hidden === 0);
  const primaryKey = all
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map((column) => column.name);
  if (primaryKey.length === 0) {
    throw new SatchelError('TABLE_NOT_SYNCABLE', {
      table: name,
      detail: say('table-no-key'),
    });
  }
  const references = referencesOf(db, name);
  const unique = uniqueColumns(db, name);
  const columns = stored.map((column): ColumnManifest => {
    const reference = references.get(column.name);
    return {
      name: column.name,
      type: wireTypeOf(db, name, column),
      label: column.name,
      nullable: column.notnull === 0 && column.pk === 0,
      unique: unique.has(column.name),
      sensitive: true,
      multiline: false,
      ...(reference ? { references: reference } : {}),
    };
  });
  refuseRealInKey(name, columns, primaryKey);
  const text = columns.filter(({ type }) => type === 'text').map((column) => column.name);
  const readable = text.filter((column) => !primaryKey.includes(column));
  const title = readable.find((column) => /name|title/i.test(column)) ?? readable[0];
  return {
    name,
    label: name,
    singular: name,
    primaryKey,
    columns,
    mergeGroups: [],
    policy: 'manual',
    titleColumns: title === undefined ? primaryKey : [title],
    listColumns: columns.slice(0, LISTED_COLUMNS).map((column) => column.name),
    searchColumns: text.length > 0 ? text.slice(0, LISTED_COLUMNS) : primaryKey,
    findColumns: title === undefined ? [] : [title],
  };
}

function refuseRealInKey(
  table: string,
  columns: readonly ColumnManifest[],
  primaryKey: readonly string[],
): void {
  const real = columns.find(({ name, type }) => type === 'real' && primaryKey.includes(name));
  if (!real) return;
  throw new SatchelError('TABLE_NOT_SYNCABLE', {
    table,
    detail: say('table-key-fractions', { column: real.name }),
  });
}

function uniqueColumns(db: ReadableDatabase, table: string): Set<string> {
  const rows = db.all<{ name: string }>(
    `SELECT min(c.name) AS name FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS c
     WHERE i."unique" = 1 AND i.partial = 0 AND i.origin <> 'pk' GROUP BY i.name
     HAVING count(*) = 1 AND min(c.name) IS NOT NULL`,
    table,
  );
  return new Set(rows.map(({ name }) => name));
}

function referencesOf(db: ReadableDatabase, table: string): Map<string, ColumnReference> {
  const rows = db.all<{ id: number; table: string; from: string; to: string | null }>(
    'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?)',
    table,
  );
  const single = rows.filter(({ id }) => rows.filter((row) => row.id === id).length === 1);
  return new Map(
    single.flatMap((row) => {
      const target = row.to ?? tableColumns(db, row.table).find(({ pk }) => pk === 1)?.name;
      return target === undefined ? [] : [[row.from, { table: row.table, column: target }]];
    }),
  );
}

/*
 * A column's wire type must give back exactly what lies in it, so what lies there decides where the declared type
 * leaves several storage classes open: a DATE or DECIMAL column has NUMERIC affinity, which keeps '2024-01-05' as
 * text and turns '12.50' into a number.
 */
function wireTypeOf(
  db: ReadableDatabase,
  table: string,
  column: { name: string; type: string },
): WireType {
  const declared = column.type.toUpperCase();
  if (declared.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(declared)) return 'text';
  if (declared.includes('BLOB')) return 'blob';
  if (/REAL|FLOA|DOUB/.test(declared)) return 'real';
  const quoted = quoteIdentifier(column.name);
  const found = db
    .all<{ kind: string }>(
      `SELECT DISTINCT typeof(${quoted}) AS kind FROM ${quoteIdentifier(table)} WHERE ${quoted} IS NOT NULL`,
    )
    .map(({ kind }) => kind);
  if (found.length === 0) return typeOfEmpty(declared);
  if (found.every((kind) => kind === 'integer')) return 'integer';
  if (found.every((kind) => kind === 'integer' || kind === 'real')) return 'real';
  return found.every((kind) => kind === 'blob') ? 'blob' : 'text';
}

function typeOfEmpty(declared: string): WireType {
  if (declared === '' || /DATE|TIME|ANY/.test(declared)) return 'text';
  return declared.includes('BOOL') ? 'integer' : 'real';
}
