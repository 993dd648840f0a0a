import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { ReadableDatabase } from './database.ts';

/** Rows by table of the clinic. */
export function countByTable(
  db: Pick<ReadableDatabase, 'get'>,
  schema: SchemaManifest,
): Map<string, number> {
  return new Map(
    dataTables(schema).map(({ name }) => [
      name,
      db.get<{ count: number }>(`SELECT count(*) AS count FROM ${quoteIdentifier(name)}`)?.count ??
        0,
    ]),
  );
}

/** Rows of all tables together. */
export function countRows(store: {
  readonly db: Pick<ReadableDatabase, 'get'>;
  readonly schema: SchemaManifest;
}): number {
  return [...countByTable(store.db, store.schema).values()].reduce((sum, count) => sum + count, 0);
}
