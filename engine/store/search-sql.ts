import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { findColumn, findTable } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { isWithoutRowid, type TableFacts } from './table-facts.ts';
import type { ReadableDatabase } from './database.ts';
import type { TriggerDdl } from './tracking-sql.ts';

/** A table whose records are found as one types. */
export interface SearchedTable {
  readonly table: TableManifest;
  /** `_sync_table.id`; names the table's parts in the index too. */
  readonly id: number;
  /** Reads `rowid` and then the values of which the record's document is made. `WHERE` is the caller's. */
  readonly select: string;
  /** Tables whose titles are part of this one's documents, by the column that refers to them. */
  readonly borrowed: readonly {
    readonly from: string;
    readonly column: string;
    readonly key: string;
  }[];
}

/** The tables with an index; a table without rowids has none, for the index names rows by them. */
export function searchedTables(db: ReadableDatabase, schema: SchemaManifest): SearchedTable[] {
  return schema.tables
    .filter(({ name, findColumns }) => findColumns.length > 0 && !isWithoutRowid(db, name))
    .flatMap((table) => {
      const row = db.get<{ id: number }>('SELECT id FROM _sync_table WHERE name = ?', table.name);
      return row ? [searchedTable(schema, table, row.id)] : [];
    });
}

function searchedTable(schema: SchemaManifest, table: TableManifest, id: number): SearchedTable {
  const values: string[] = [];
  const joins: string[] = [];
  const borrowed: { from: string; column: string; key: string }[] = [];
  for (const name of table.findColumns) {
    const { references } = findColumn(table, name) ?? {};
    const target = references && findTable(schema, references.table);
    if (!references || !target) {
      values.push(`t.${quoteIdentifier(name)}`);
      continue;
    }
    const alias = `r${String(joins.length)}`;
    joins.push(
      `LEFT JOIN ${quoteIdentifier(target.name)} AS ${alias} ON ${alias}.${quoteIdentifier(references.column)} = t.${quoteIdentifier(name)}`,
    );
    values.push(...target.titleColumns.map((title) => `${alias}.${quoteIdentifier(title)}`));
    borrowed.push({ from: target.name, column: name, key: references.column });
  }
  return {
    table,
    id,
    borrowed,
    select: `SELECT t.rowid, ${values.join(', ')} FROM ${quoteIdentifier(table.name)} AS t ${joins.join(' ')}`,
  };
}

/**
 * Triggers that note the rows whose text changed. New rows need none: their rowid is above every one that was read,
 * unless a row was deleted (then the rowid may come again) or the rowid is the record's own key. They fire for remote
 * rows too. Bodies as in tracking [TRK-2].
 */
export function searchTriggers(
  { table, id, rowidAlias }: TableFacts,
  rowless: boolean,
): TriggerDdl[] {
  if (table.findColumns.length === 0 || rowless) return [];
  const on = `ON ${quoteIdentifier(table.name)} FOR EACH ROW`;
  const watched = [...table.findColumns, ...table.titleColumns, ...table.primaryKey];
  const columns = [...new Set(watched)].map(quoteIdentifier).join(', ');
  const trigger = (suffix: string, event: string, row: string): TriggerDdl => {
    const name = `_sync_${table.name}_${suffix}`;
    const note = `INSERT INTO _sync_reworded (tbl, row) VALUES (${String(id)}, ${row}.rowid)`;
    return {
      name,
      sql: `CREATE TRIGGER ${quoteIdentifier(name)} AFTER ${event} ${on}\nBEGIN\n  ${note};\nEND`,
    };
  };
  return [
    trigger('reworded', `UPDATE OF ${columns}`, 'NEW'),
    trigger('unworded', 'DELETE', 'OLD'),
    ...(rowidAlias === undefined ? [] : [trigger('worded', 'INSERT', 'NEW')]),
  ];
}
