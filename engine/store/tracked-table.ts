import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { WritableDatabase } from './database.ts';

/** What tracking needs of a store. */
export interface TrackedStore {
  readonly db: WritableDatabase;
  readonly schema: SchemaManifest;
  tableId(name: string): number;
}

/** One table of it; `id` is `_sync_table.id`. */
export interface TrackedTable {
  readonly db: WritableDatabase;
  readonly table: TableManifest;
  readonly id: number;
  readonly isForeign: boolean;
}
