import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { ColumnManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { ReadableDatabase, SqlValue } from './database.ts';
import { type RecordSql, recordSql, type ReferenceColumn } from './record-sql.ts';

/** Which rows of a table, in which order. Columns are known to exist; values are as SQLite stores them. */
export interface RowQuery {
  readonly equal: readonly (readonly [column: string, value: SqlValue])[];
  /** `from` is included, `to` is not; null leaves a side open. */
  readonly range?: { readonly column: string; readonly from: SqlValue; readonly to: SqlValue };
  /** Each must occur in one of the search columns. */
  readonly words: readonly string[];
  readonly sort?: { readonly column: ColumnManifest; readonly descending: boolean };
  readonly limit: number;
  readonly offset: number;
}

/** Reads one table's records with their sync state and the titles of what they reference; see `recordSql`. */
export class RecordRows {
  readonly references: readonly ReferenceColumn[];
  readonly #db: ReadableDatabase;
  readonly #table: TableManifest;
  readonly #sql: RecordSql;

  constructor(db: ReadableDatabase, schema: SchemaManifest, table: TableManifest) {
    const row = db.get<{ id: number }>('SELECT id FROM _sync_table WHERE name = ?', table.name);
    this.#db = db;
    this.#table = table;
    this.#sql = recordSql(schema, table, row?.id ?? -1);
    this.references = this.#sql.references;
  }

  list(query: RowQuery): { rows: SqlValue[][]; total: number } {
    const { where, params } = this.#filter(query);
    const { select, from } = this.#sql;
    const counted = this.#db.get<{ total: number }>(
      `SELECT count(*) AS total FROM ${quoteIdentifier(this.#table.name)} AS t ${where}`,
      ...params,
    );
    const rows = this.#db.rawAll(
      `SELECT ${select} ${from} ${where} ORDER BY ${this.#order(query)} LIMIT +? OFFSET ?`,
      ...params,
      query.limit,
      query.offset,
    );
    return { rows, total: counted?.total ?? 0 };
  }

  find(key: readonly SqlValue[]): SqlValue[] | undefined {
    const match = this.#table.primaryKey.map((name) => `t.${quoteIdentifier(name)} = ?`);
    const { select, from } = this.#sql;
    return this.#db.rawGet(`SELECT ${select} ${from} WHERE ${match.join(' AND ')}`, ...key);
  }

  findByRowid(rowid: SqlValue): SqlValue[] | undefined {
    const { select, from } = this.#sql;
    return this.#db.rawGet(`SELECT ${select} ${from} WHERE t.rowid = ?`, rowid);
  }

  #filter({ equal, words, range }: RowQuery): { where: string; params: SqlValue[] } {
    const conditions = equal.map(([name]) => `t.${quoteIdentifier(name)} IS ?`);
    const params = equal.map(([, value]) => value);
    if (range) {
      const column = `t.${quoteIdentifier(range.column)}`;
      for (const [bound, sign] of [
        [range.from, '>='],
        [range.to, '<'],
      ] as const) {
        if (bound === null) continue;
        conditions.push(`${column} ${sign} ?`);
        params.push(bound);
      }
    }
    const columns = this.#table.searchColumns;
    for (const word of columns.length > 0 ? words : []) {
      const any = columns.map((name) => `t.${quoteIdentifier(name)} LIKE ? ESCAPE '\\'`);
      conditions.push(`(${any.join(' OR ')})`);
      params.push(...columns.map(() => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`));
    }
    return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', params };
  }

  #order({ sort }: RowQuery): string {
    if (!sort) return this.#sql.keyOrder;
    const plain = `t.${quoteIdentifier(sort.column.name)}`;
    const direction = sort.descending ? 'DESC' : 'ASC';
    return `${comparable(plain, sort.column)} ${direction}, ${this.#sql.keyOrder}`;
  }
}

// Names sort as people read them, not capitals first; decimals by what they are worth.
function comparable(plain: string, { type }: ColumnManifest): string {
  if (type === 'text') return `${plain} COLLATE NOCASE`;
  return type === 'decimal' ? `CAST(${plain} AS NUMERIC)` : plain;
}
