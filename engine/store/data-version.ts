import type { ReadableDatabase } from './database.ts';

/** A number of this connection that moves when another connection commits to the file. */
export function dataVersion(db: Pick<ReadableDatabase, 'get'>): number {
  return db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
}
