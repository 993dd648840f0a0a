import Database from 'better-sqlite3';
import { snapshotDdl } from '../../shared/protocol/snapshot.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { primaryKeyIndexes } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote, sqliteTableDdl } from '../../shared/records/sqlite-ddl.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { type SqliteValue, toSqlite, travelsAsStored } from './sqlite-value.ts';

type SqliteRow = SqliteValue[];

export interface SnapshotOrigin {
  readonly server: string;
  readonly clinic: string;
  readonly schema: string;
  readonly epoch: number;
  readonly version: number;
  readonly nonce: string;
}

/** A SQLite file in the making: nobody sees it before it is whole, so it needs no journal. */
export class SnapshotFile {
  readonly #db: Database.Database;
  readonly #schema: SchemaManifest;
  readonly #syncedAt: number;

  constructor(path: string, schema: SchemaManifest, syncedAt: number) {
    this.#db = new Database(path);
    this.#schema = schema;
    this.#syncedAt = syncedAt;
    this.#db.pragma('journal_mode = OFF');
    this.#db.pragma('synchronous = OFF');
    this.#db.pragma('locking_mode = EXCLUSIVE');
    this.#db.pragma('cache_size = -65536');
    this.#db.pragma('foreign_keys = OFF');
    for (const table of schema.tables) this.#db.exec(sqliteTableDdl(table)[0] as string);
    for (const statement of snapshotDdl) this.#db.exec(statement);
    this.#db.exec('BEGIN');
  }

  /** Takes lines `[epoch,version,[...values]]` of one table. */
  writer(tableIndex: number): (lines: readonly string[]) => void {
    const table = this.#schema.tables[tableIndex] as TableManifest;
    const names = table.columns.map(({ name }) => quote(name));
    const insert = this.#db.prepare(
      `INSERT INTO ${quote(table.name)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    const stamp = this.#db.prepare(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at) VALUES (${String(tableIndex)}, ?, ?, ?, ${String(this.#syncedAt)})`,
    );
    const [key = 0, ...others] = primaryKeyIndexes(table);
    if (others.length > 0) throw new RangeError('a snapshot holds tables of one key column only');
    // Most columns lie in SQLite as they travel; only the others are touched.
    const converted = table.columns.flatMap(({ type }, at) =>
      travelsAsStored(type) ? [] : [{ type, at }],
    );
    return (lines) => {
      for (const line of lines) {
        const [epoch, version, row] = JSON.parse(line) as [number, number, SqliteRow];
        for (const { type, at } of converted) row[at] = toSqlite(type, row[at] as WireValue);
        insert.run(row);
        stamp.run(row[key], epoch, version);
      }
    };
  }

  /** Makes the indexes, signs the file with where it came from and closes it. */
  finish(origin: SnapshotOrigin): void {
    for (const table of this.#schema.tables) {
      for (const statement of sqliteTableDdl(table).slice(1)) this.#db.exec(statement);
    }
    this.#db
      .prepare(
        'INSERT INTO _sync_snapshot VALUES (:server, :clinic, :schema, :epoch, :version, :nonce)',
      )
      .run(origin);
    this.#db.exec('COMMIT');
    this.#db.close();
  }

  abandon(): void {
    this.#db.close();
  }
}
