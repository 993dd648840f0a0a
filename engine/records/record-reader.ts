import type {
  RecordPage,
  RecordQuery,
  RecordSyncStatus,
  RecordView,
} from '../../shared/api/records.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { primaryKeyIndexes } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { RecordReader } from '../api/services.ts';
import type { ReadableDatabase, SqlValue } from '../store/database.ts';
import { keyText, parseKeyText } from '../store/row-key.ts';
import { TableCodec, toSql } from '../store/values.ts';
import { checkValues } from './check-values.ts';
import { requireColumn, requireTable } from './record-query.ts';
import { type RecordSql, recordSql, STATE_COLUMNS } from './record-sql.ts';

const DEFAULT_LIMIT = 100;

/** Reads records over any connection, also one that cannot write. Every error is a `SatchelError`. */
export function createRecordReader(options: {
  db: ReadableDatabase;
  schema: SchemaManifest;
}): RecordReader {
  const { db, schema } = options;
  const queries = new Map<string, TableQuery>();
  const queryOf = (name: string): TableQuery => {
    const known = queries.get(name);
    if (known) return known;
    const table = requireTable(schema, name);
    const id = db.get<{ id: number }>('SELECT id FROM _sync_table WHERE name = ?', name)?.id;
    const query = new TableQuery(db, table, recordSql(schema, table, id ?? -1));
    queries.set(name, query);
    return query;
  };
  return {
    list: (query) => queryOf(query.table).list(query),
    get: (table, key) => queryOf(table).get(key),
  };
}

class TableQuery {
  readonly #db: ReadableDatabase;
  readonly #table: TableManifest;
  readonly #sql: RecordSql;
  readonly #codec: TableCodec;
  readonly #keyIndexes: readonly number[];

  constructor(db: ReadableDatabase, table: TableManifest, sql: RecordSql) {
    this.#db = db;
    this.#table = table;
    this.#sql = sql;
    this.#codec = new TableCodec(table);
    this.#keyIndexes = primaryKeyIndexes(table);
  }

  list(query: RecordQuery): RecordPage {
    const { where, params } = this.#filter(query);
    const { select, from } = this.#sql;
    const table = quoteIdentifier(this.#table.name);
    const total = this.#db.get<{ total: number }>(
      `SELECT count(*) AS total FROM ${table} AS t ${where}`,
      ...params,
    )?.total;
    const rows = this.#db.rawAll(
      `SELECT ${select} ${from} ${where} ORDER BY ${this.#order(query)} LIMIT ? OFFSET ?`,
      ...params,
      bounded(query.limit, DEFAULT_LIMIT),
      bounded(query.offset, 0),
    );
    return { records: rows.map((row) => this.#view(row)), total: total ?? 0 };
  }

  get(key: string): RecordView {
    const values = parseKeyText(this.#table, key);
    const row = values && this.#find(values);
    if (!row) throw new SatchelError('RECORD_NOT_FOUND', { table: this.#table.name, key });
    return this.#view(row);
  }

  #find(key: readonly WireValue[]): SqlValue[] | undefined {
    const names = this.#table.primaryKey;
    const match = names.map((name) => `t.${quoteIdentifier(name)} = ?`).join(' AND ');
    const params = names.map((name, index) =>
      toSql(requireColumn(this.#table, name).type, key[index] ?? null),
    );
    const { select, from } = this.#sql;
    return this.#db.rawGet(`SELECT ${select} ${from} WHERE ${match}`, ...params);
  }

  #filter(query: RecordQuery): { where: string; params: SqlValue[] } {
    const conditions: string[] = [];
    const params: SqlValue[] = [];
    for (const [name, value] of Object.entries(query.where ?? {})) {
      const column = requireColumn(this.#table, name);
      if (value !== null) checkValues(this.#table, { [name]: value });
      conditions.push(`t.${quoteIdentifier(name)} IS ?`);
      params.push(toSql(column.type, value));
    }
    const words = (query.search ?? '').split(/\s+/).filter((word) => word !== '');
    for (const word of words) {
      const columns = this.#table.searchColumns;
      const any = columns.map((name) => `t.${quoteIdentifier(name)} LIKE ? ESCAPE '\\'`);
      if (any.length === 0) continue;
      conditions.push(`(${any.join(' OR ')})`);
      params.push(...columns.map(() => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`));
    }
    return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', params };
  }

  #order({ sort }: RecordQuery): string {
    if (!sort) return this.#sql.keyOrder;
    const column = requireColumn(this.#table, sort.column);
    const direction = sort.descending ? 'DESC' : 'ASC';
    const plain = `t.${quoteIdentifier(column.name)}`;
    // Names sort as people read them, not capitals first.
    const ordered =
      column.type === 'text' ? `${plain} COLLATE NOCASE` : numeric(column.type, plain);
    return `${ordered} ${direction}, ${this.#sql.keyOrder}`;
  }

  #view(row: readonly SqlValue[]): RecordView {
    const count = this.#table.columns.length;
    const wire = this.#codec.fromSqlRow(row.slice(0, count));
    const values = Object.fromEntries(
      this.#table.columns.map(({ name }, index) => [name, wire[index] ?? null]),
    );
    const [op, actor, lastAt, syncedAt, own, conflicts, refused] = row.slice(count);
    return {
      table: this.#table.name,
      key: keyText(
        this.#table,
        this.#keyIndexes.map((index) => wire[index] ?? null),
      ),
      title: titleOf(this.#table.titleColumns.map((name) => values[name] ?? null)),
      values,
      references: this.#references(row.slice(count + STATE_COLUMNS), values),
      updatedAt: time(lastAt) ?? time(syncedAt),
      syncedAt: time(syncedAt),
      origin: syncedAt === null || Number(own) === 1 ? 'local' : 'remote',
      updatedBy: typeof actor === 'string' ? actor : null,
      syncStatus: statusOf(Number(conflicts) > 0, Number(refused) > 0, typeof op === 'string'),
    };
  }

  #references(
    titles: readonly SqlValue[],
    values: Readonly<Record<string, WireValue>>,
  ): Record<string, string> {
    const found: Record<string, string> = {};
    let start = 0;
    for (const { column, titleColumns } of this.#sql.references) {
      const end = start + titleColumns.length;
      const parts = titles.slice(start, end);
      start = end;
      if (values[column.name] === null || parts.every((part) => part === null)) continue;
      found[column.name] = titleOf(parts);
    }
    return found;
  }
}

function bounded(value: unknown, fallback: number): number {
  const number = Number(value ?? fallback);
  return Number.isSafeInteger(number) && number >= 0 ? number : fallback;
}

function numeric(type: string, plain: string): string {
  return type === 'decimal' ? `CAST(${plain} AS NUMERIC)` : plain;
}

function titleOf(parts: readonly (SqlValue | boolean)[]): string {
  return parts
    .filter((part) => part !== null && !(part instanceof Uint8Array))
    .map(String)
    .join(' ');
}

function time(millis: SqlValue | undefined): string | null {
  return millis === null || millis === undefined || Number(millis) === 0
    ? null
    : new Date(Number(millis)).toISOString();
}

function statusOf(conflict: boolean, refused: boolean, dirty: boolean): RecordSyncStatus {
  if (conflict) return 'conflict';
  if (refused) return 'rejected';
  return dirty ? 'pending' : 'synced';
}
