import type Database from 'better-sqlite3';
import { snapshotDdl } from '../../shared/protocol/snapshot.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote, sqliteTableDdl } from '../../shared/records/sqlite-ddl.ts';
import { columnList, storedValue, valueFunctions } from './sqlite-value.ts';
import { createUnseen } from './unseen-database.ts';

export interface SnapshotOrigin {
  readonly server: string;
  readonly clinic: string;
  readonly schema: string;
  readonly epoch: number;
  readonly version: number;
  readonly nonce: string;
}

/** The file itself: the records, then what others wrote meanwhile, then the indexes. */
export class SnapshotFile {
  readonly #db: Database.Database;
  readonly #schema: SchemaManifest;

  constructor(path: string, schema: SchemaManifest) {
    this.#db = createUnseen(path);
    this.#schema = schema;
    // Indexes are sorted beside the thread that reads what they are about.
    this.#db.pragma('threads = 2');
    // PostgreSQL holds the same checks; SQLite would build the list of allowed words anew for every batch.
    this.#db.pragma('ignore_check_constraints = ON');
    for (const [name, convert] of Object.entries(valueFunctions)) {
      this.#db.function(name, { deterministic: true }, convert);
    }
    for (const table of schema.tables) this.#db.exec(sqliteTableDdl(table)[0] as string);
    for (const statement of snapshotDdl) this.#db.exec(statement);
    this.#db.exec('BEGIN');
  }

  /** Takes rows of one table, in key order: a JSON array of arrays that begin with its columns, all strings or null, as bytes. */
  writer(tableIndex: number): (block: Buffer) => void {
    const table = this.#schema.tables[tableIndex] as TableManifest;
    const { columns } = table;
    const values = columns.map((column, at) => storedValue(column, 'line.value', at));
    const insert = this.#db.prepare<[Buffer]>(
      `INSERT INTO ${quote(table.name)} (${columnList(columns)}) SELECT ${values.join(', ')}
       FROM jsonb_each(CAST(? AS TEXT)) AS line`,
    );
    return (block) => {
      insert.run(block);
    };
  }

  /** Takes over a `StampsFile`, makes the indexes, signs the file with where it came from and closes it. */
  finish(origin: SnapshotOrigin, stampsPath: string): void {
    this.#db.exec('COMMIT');
    this.#db.prepare('ATTACH DATABASE ? AS stamps').run(stampsPath);
    this.#db.exec('BEGIN');
    // Of all columns into an empty table like it: SQLite copies the rows as they lie.
    this.#db.exec('INSERT INTO main._sync_row SELECT * FROM stamps._sync_row');
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
