import type { TableManifest } from '../../shared/records/manifest.ts';
import { imageColumns } from './image-columns.ts';
import type { ReadableDatabase } from './database.ts';
import type { TrackedTable } from './tracked-table.ts';

/** What lies in the file, which a manifest does not say and the triggers depend on. */
export interface TableFacts {
  readonly table: TableManifest;
  readonly id: number;
  /** Column sets whose equality evicts a row under OR REPLACE, with each column's collation. */
  readonly uniques: readonly (readonly UniqueColumn[])[];
  /** The INTEGER PRIMARY KEY column, which is the rowid under another name. */
  readonly rowidAlias: string | undefined;
  /** An index of only some rows (or on an expression): a row may enter it, and evict, by a change of any column. */
  readonly conditionalUniques: boolean;
  /** A key that SQLite lets be NULL; such a row has no identity and cannot be tracked. */
  readonly nullableKey: boolean;
  /** Another application's table: it may drop any column. */
  readonly isForeign: boolean;
  /** A COLLATE somewhere in the table or its indexes: which column compares how is not for us to parse. */
  readonly hasCollations: boolean;
  /** The place of each column in the base, and so in a journalled image. */
  readonly places: ReadonlyMap<string, number>;
}

export interface UniqueColumn {
  readonly name: string;
  readonly collation: string;
}

interface ColumnRow {
  name: string;
  type: string;
  notnull: number;
  pk: number;
  dflt_value: string | null;
  hidden: number;
}

export function tableColumns(db: Pick<ReadableDatabase, 'all'>, table: string): ColumnRow[] {
  return db.all<ColumnRow>('SELECT * FROM pragma_table_xinfo(?) ORDER BY cid', table);
}

export function tableFacts({ db, table, id, isForeign }: TrackedTable): TableFacts {
  const columns = tableColumns(db, table.name);
  const withoutRowid = isWithoutRowid(db, table.name);
  const rowidAlias = rowidAliasOf(columns, withoutRowid);
  const key = columns.filter(({ name }) => table.primaryKey.includes(name));
  const uniques = uniqueIndexes(db, table.name);
  const before = tableColumns(db, `_sync_base_${table.name}`).map(({ name }) => name);
  const wanted = table.columns.map(({ name }) => name);
  const places = imageColumns(before, wanted);
  if (rowidAlias !== undefined) uniques.unshift([{ name: rowidAlias, collation: 'BINARY' }]);
  return {
    table,
    id,
    uniques,
    rowidAlias,
    isForeign,
    hasCollations: hasCollations(db, table.name),
    places: new Map(places.map((name, place) => [name, place])),
    conditionalUniques: hasConditionalUniques(db, table.name),
    nullableKey:
      !withoutRowid && key.some(({ name, notnull }) => notnull === 0 && name !== rowidAlias),
  };
}

function rowidAliasOf(columns: readonly ColumnRow[], withoutRowid: boolean): string | undefined {
  const key = columns.filter(({ pk }) => pk > 0);
  const only = key.length === 1 ? key[0] : undefined;
  return only && !withoutRowid && only.type.toUpperCase() === 'INTEGER' ? only.name : undefined;
}

export function isWithoutRowid(db: ReadableDatabase, table: string): boolean {
  return (
    db.get<{ wr: number }>(
      `SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE`,
      table,
    )?.wr === 1
  );
}

// An index on an expression has a column without a name; the rest of it still narrows what may be evicted.
function uniqueIndexes(db: ReadableDatabase, table: string): UniqueColumn[][] {
  return db
    .all<{ name: string }>(
      'SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 ORDER BY name',
      table,
    )
    .map(({ name }) =>
      db
        .all<{ name: string | null; coll: string }>(
          'SELECT name, coll FROM pragma_index_xinfo(?) WHERE "key" = 1 ORDER BY seqno',
          name,
        )
        .flatMap((column) =>
          column.name === null ? [] : [{ name: column.name, collation: column.coll }],
        ),
    )
    .filter((columns) => columns.length > 0);
}

function hasConditionalUniques(db: ReadableDatabase, table: string): boolean {
  const found = db.get(
    `SELECT 1 FROM pragma_index_list(?) AS i WHERE i."unique" = 1 AND (i.partial = 1
       OR EXISTS (SELECT 1 FROM pragma_index_info(i.name) AS c WHERE c.name IS NULL))`,
    table,
  );
  return found !== undefined;
}

function hasCollations(db: ReadableDatabase, table: string): boolean {
  const found = db.get(
    `SELECT 1 FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name = ? COLLATE NOCASE
       AND sql LIKE '%collate%'`,
    table,
  );
  return found !== undefined;
}
