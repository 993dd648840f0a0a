import Database from 'better-sqlite3';
import { snapshotDdl } from '../../shared/protocol/snapshot.ts';
import type {
  ColumnManifest,
  SchemaManifest,
  TableManifest,
} from '../../shared/records/manifest.ts';
import { primaryKeyIndexes } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote, sqliteTableDdl } from '../../shared/records/sqlite-ddl.ts';
import { columnList, storedKey, storedValue, valueFunctions } from './sqlite-value.ts';

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
    this.#db.pragma('temp_store = MEMORY');
    this.#db.pragma('foreign_keys = OFF');
    // PostgreSQL holds the same checks; SQLite would build the list of allowed words anew for every batch.
    this.#db.pragma('ignore_check_constraints = ON');
    for (const [name, convert] of Object.entries(valueFunctions)) {
      this.#db.function(name, { deterministic: true }, convert);
    }
    for (const table of schema.tables) this.#db.exec(sqliteTableDdl(table)[0] as string);
    for (const statement of snapshotDdl) this.#db.exec(statement);
    this.#db.exec('BEGIN');
  }

  /** Takes rows of one table, in key order: a JSON array of `[…values, epoch, version]`, all strings or null, as bytes. */
  writer(tableIndex: number): (block: Buffer) => void {
    const table = this.#schema.tables[tableIndex] as TableManifest;
    const { columns } = table;
    const from = 'FROM jsonb_each(CAST(? AS TEXT)) AS line';
    const values = columns.map((column, at) => storedValue(column, 'line.value', at));
    const key = primaryKeyIndexes(table).map((at) => ({
      column: columns[at] as ColumnManifest,
      at,
    }));
    const [epoch, version] = [0, 1].map(
      (at) => `CAST(line.value ->> ${String(columns.length + at)} AS INTEGER)`,
    );
    const insert = this.#db.prepare(
      `INSERT INTO ${quote(table.name)} (${columnList(columns)}) SELECT ${values.join(', ')} ${from}`,
    );
    const stamp = this.#db.prepare(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at)
       SELECT ${String(tableIndex)}, ${storedKey(key, 'line.value')}, ${String(epoch)}, ${String(version)}, ${String(this.#syncedAt)} ${from}`,
    );
    return (block) => {
      insert.run(block);
      stamp.run(block);
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
