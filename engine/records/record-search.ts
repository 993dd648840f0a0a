import type { RecordView } from '../../shared/api/records.ts';
import type { SearchAnswer, SearchQuery } from '../../shared/api/search.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { ReadableDatabase, SqlValue } from '../store/database.ts';
import { compareRanks, SearchRows } from '../store/search-rows.ts';
import { type SearchedTable, searchedTables } from '../store/search-sql.ts';
import { requireTable } from './record-query.ts';

const DEFAULT_LIMIT = 8;

export interface RecordSearch {
  find(query: SearchQuery): SearchAnswer;
  close(): void;
}

/** Searches every table that can be, or one. @throws SatchelError TABLE_UNKNOWN */
export function createRecordSearch(options: {
  db: ReadableDatabase;
  schema: SchemaManifest;
  view: (table: string, rowid: SqlValue) => RecordView | undefined;
}): RecordSearch {
  const { db, schema, view } = options;
  const rows = new SearchRows(db);
  let known: readonly SearchedTable[] | undefined;
  const find = ({ text, table, limit }: SearchQuery): SearchAnswer => {
    if (table !== undefined) requireTable(schema, table);
    known ??= searchedTables(db, schema);
    const found = known
      .filter((searched) => table === undefined || searched.table.name === table)
      .map((searched) => ({
        searched,
        ...rows.find(searched, text, Number(limit ?? DEFAULT_LIMIT)),
      }));
    const ranked = found
      .flatMap(({ searched, rows: ranks }) =>
        ranks.map(({ rowid, rank }) => ({ name: searched.table.name, rowid, rank })),
      )
      .sort((a, b) => compareRanks(a.rank, b.rank));
    return {
      records: ranked.flatMap(({ name, rowid }) => view(name, rowid) ?? []),
      more: found.some((one) => one.more),
      unread: found.reduce((sum, one) => sum + one.unread, 0),
    };
  };
  return {
    find,
    close: () => {
      rows.close();
    },
  };
}
