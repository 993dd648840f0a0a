import BetterSqlite3 from 'better-sqlite3';
import { type KeptConnection, prepareOnce, type Statement } from './kept-connection.ts';
import { simSchema, storedSchema } from './sim-schema.ts';

const TRACKED = [...simSchema.tables, ...storedSchema('shared').tables].map(({ name }) => name);

interface Contents {
  readonly schemaVersion: number;
  readonly tables: readonly {
    readonly name: string;
    readonly columns: string;
    rows: unknown[][];
  }[];
}

/*
 * What a restore leaves in a desk's file, put there over the connection that the desk goes on with: rows, rowids and
 * all. Another file in its place would make it read the schema and compile every statement anew.
 */

/** Puts what lies in the database at `backup` into the connection's. False, and nothing is changed, where it cannot. */
export function replaceContents({ sides }: KeptConnection, backup: string): boolean {
  const native = sides.get('OFF')?.native;
  if (!native) return false;
  const prepare = (sql: string): Statement => prepareOnce(native, sql);
  try {
    const { schemaVersion, tables } = readContents(backup);
    if (prepare('PRAGMA schema_version').pluck().get() !== schemaVersion) return false;
    native.exec('BEGIN IMMEDIATE; UPDATE _sync_gate SET open = 1');
    for (const { name, columns, rows } of tables) {
      prepare(`DELETE FROM ${name}`).run();
      const [first] = rows;
      if (!first) continue;
      const marks = first.map(() => '?').join();
      const insert = prepare(`INSERT INTO ${name} (${columns}) VALUES (${marks})`);
      for (const row of rows) insert.run(...row);
    }
    native.exec('COMMIT');
    return true;
  } catch {
    if (native.inTransaction) native.exec('ROLLBACK');
    return false;
  }
}

/** Those with records first: that they change must not be left behind in the others. */
function readContents(path: string): Contents {
  const db = new BetterSqlite3(path, { fileMustExist: true });
  try {
    const found = db
      .prepare(
        `SELECT l.name, iif(l.wr, '', 'rowid, ') || (SELECT group_concat('"' || c.name || '"', ', ')
           FROM pragma_table_info(l.name) AS c) AS columns
         FROM pragma_table_list AS l
         WHERE l.schema = 'main' AND l.type = 'table' AND l.name <> 'sqlite_schema'
         ORDER BY l.name NOT IN (${TRACKED.map(() => '?').join()}), l.name = 'sqlite_sequence'`,
      )
      .all(...TRACKED) as { name: string; columns: string }[];
    return {
      schemaVersion: db.pragma('schema_version', { simple: true }) as number,
      tables: found.map(({ name, columns }) => ({
        name,
        columns,
        rows: db
          .prepare(`SELECT ${columns} FROM ${name}`)
          .raw()
          .safeIntegers()
          .all() as unknown[][],
      })),
    };
  } finally {
    db.close();
  }
}
