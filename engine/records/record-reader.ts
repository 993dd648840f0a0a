import type {
  RecordPage,
  RecordQuery,
  RecordSyncStatus,
  RecordView,
} from '../../shared/api/records.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { primaryKeyIndexes } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { RecordReader } from '../api/services.ts';
import type { ReadableDatabase, SqlValue } from '../store/database.ts';
import { RecordRows } from '../store/record-rows.ts';
import { STATE_COLUMNS } from '../store/record-sql.ts';
import { keyText, parseKeyText } from '../store/row-key.ts';
import { TableCodec, toSql } from '../store/values.ts';
import { checkValues } from './check-values.ts';
import { requireColumn, requireTable } from './record-query.ts';
import { createRecordSearch } from './record-search.ts';

const DEFAULT_LIMIT = 100;

/** Reads records over any connection, also one that cannot write; `close` leaves that open. Every error is a `SatchelError`. */
export function createRecordReader(options: {
  db: ReadableDatabase;
  schema: SchemaManifest;
}): RecordReader & { close(): void } {
  const { db, schema } = options;
  const queries = new Map<string, TableQuery>();
  const queryOf = (name: string): TableQuery => {
    const known = queries.get(name);
    if (known) return known;
    const table = requireTable(schema, name);
    const query = new TableQuery(table, new RecordRows(db, schema, table));
    queries.set(name, query);
    return query;
  };
  const search = createRecordSearch({
    db,
    schema,
    view: (table, rowid) => queryOf(table).byRowid(rowid),
  });
  return {
    list: (query) => queryOf(query.table).list(query),
    get: (table, key) => queryOf(table).get(key),
    search: (query) => search.find(query),
    close: () => {
      search.close();
    },
  };
}

class TableQuery {
  readonly #table: TableManifest;
  readonly #rows: RecordRows;
  readonly #codec: TableCodec;
  readonly #keyIndexes: readonly number[];

  constructor(table: TableManifest, rows: RecordRows) {
    this.#table = table;
    this.#rows = rows;
    this.#codec = new TableCodec(table);
    this.#keyIndexes = primaryKeyIndexes(table);
  }

  list(query: RecordQuery): RecordPage {
    const { rows, total } = this.#rows.list({
      equal: Object.entries(query.where ?? {}).map(([name, value]) => [
        name,
        this.#bound(name, value),
      ]),
      range: query.range && {
        column: requireColumn(this.#table, query.range.column).name,
        from: this.#bound(query.range.column, query.range.from ?? null),
        to: this.#bound(query.range.column, query.range.to ?? null),
      },
      words: (query.search ?? '').split(/\s+/).filter((word) => word !== ''),
      sort: query.sort && {
        column: requireColumn(this.#table, query.sort.column),
        descending: query.sort.descending,
      },
      limit: bounded(query.limit, DEFAULT_LIMIT),
      offset: bounded(query.offset, 0),
    });
    return { records: rows.map((row) => this.#view(row)), total };
  }

  get(key: string): RecordView {
    const values = parseKeyText(this.#table, key);
    const row = values && this.#rows.find(this.#keyOf(values));
    if (!row) throw new SatchelError('RECORD_NOT_FOUND', { table: this.#table.name, key });
    return this.#view(row);
  }

  #bound(name: string, value: WireValue): SqlValue {
    const column = requireColumn(this.#table, name);
    if (value !== null) checkValues(this.#table, { [name]: value });
    return toSql(column.type, value);
  }

  /** The record at a rowid, or undefined where it is gone. */
  byRowid(rowid: SqlValue): RecordView | undefined {
    const row = this.#rows.findByRowid(rowid);
    return row && this.#view(row);
  }

  #keyOf(key: readonly WireValue[]): SqlValue[] {
    return this.#table.primaryKey.map((name, index) =>
      toSql(requireColumn(this.#table, name).type, key[index] ?? null),
    );
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
    for (const { column, titleColumns } of this.#rows.references) {
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
