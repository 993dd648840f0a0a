import type { ReadableDatabase } from './database.ts';

/** A number of this connection that moves when another connection commits to the file. */
export function dataVersion(db: Pick<ReadableDatabase, 'get'>): number {
  return db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
}

/** A number of the file that moves when its schema changes. */
export function schemaVersion(db: Pick<ReadableDatabase, 'get'>): number {
  return db.get<{ schema_version: number }>('PRAGMA schema_version')?.schema_version ?? 0;
}
