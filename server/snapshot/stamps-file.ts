import type Database from 'better-sqlite3';
import { snapshotDdl } from '../../shared/protocol/snapshot.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { keyPlaces, storedKey } from './sqlite-value.ts';
import { createUnseen } from './unseen-database.ts';

/** Where the server has each record (`_sync_row`), in a file of its own: it is written while another thread writes the records. */
export class StampsFile {
  readonly #db: Database.Database;
  readonly #schema: SchemaManifest;
  readonly #syncedAt: number;

  constructor(path: string, schema: SchemaManifest, syncedAt: number) {
    this.#db = createUnseen(path);
    this.#schema = schema;
    this.#syncedAt = syncedAt;
    this.#db.exec(snapshotDdl[0] as string);
    this.#db.exec('BEGIN');
  }

  /** Takes rows of one table, in key order: a JSON array of `[…columns, epoch, version]`, strings or null, as bytes. */
  writer(tableIndex: number): (block: Buffer) => void {
    const table = this.#schema.tables[tableIndex] as TableManifest;
    const [epoch, version] = [0, 1].map(
      (at) => `CAST(line.value ->> ${String(table.columns.length + at)} AS INTEGER)`,
    ) as [string, string];
    const stamp = this.#db.prepare<[Buffer]>(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at)
       SELECT ${String(tableIndex)}, ${storedKey(keyPlaces(table), 'line.value')}, ${epoch}, ${version}, ${String(this.#syncedAt)}
       FROM jsonb_each(CAST(? AS TEXT)) AS line`,
    );
    return (block) => {
      stamp.run(block);
    };
  }

  finish(): void {
    this.#db.exec('COMMIT');
    this.#db.close();
  }

  abandon(): void {
    this.#db.close();
  }
}
