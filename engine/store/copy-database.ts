import { rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { DatabaseKey } from './database-key.ts';
import { syncFile } from './durable-file.ts';
import { applyKey, chooseCipher, keyText } from './sealed-file.ts';
import { storeError } from './store-error.ts';

export interface CopyPlan {
  readonly from: string;
  /** What the source is sealed with; none for a plain one. */
  readonly fromKey?: DatabaseKey | undefined;
  /** Made anew; what lies there is removed. */
  readonly to: string;
  readonly toKey?: DatabaseKey | undefined;
  /** Called before each table, and at the end with `done === total`; what it throws ends the copy. */
  readonly onTable?: (done: number, total: number) => void | Promise<void>;
}

interface Made {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  readonly sql: string;
}

const PAGE_BYTES = 4096;

/**
 * Copies a database, live or closed, into a new file under the same key, another or none, as it is at one moment:
 * every table with its rowids, index, trigger and view, within one read transaction. The copy is closed, has no WAL and
 * is on the disk. SQLite's online backup copies pages as they are and so cannot change the key.
 * @throws SatchelError STORE_CORRUPT, STORE_NOT_A_DATABASE, STORE_DISK_FULL; nothing is left at `to` then
 */
export async function copyDatabase(plan: CopyPlan): Promise<void> {
  const { from, to } = plan;
  removeFile(to);
  let target: BetterSqlite3.Database | undefined;
  try {
    target = new BetterSqlite3(to);
    await copyInto(target, plan);
    target.close();
    syncFile(to);
  } catch (error) {
    target?.close();
    removeFile(to);
    throw storeError(error, { path: from, sql: 'copy' });
  }
}

async function copyInto(target: BetterSqlite3.Database, plan: CopyPlan): Promise<void> {
  const { from, fromKey, toKey, onTable = () => undefined } = plan;
  applyKey(target, toKey);
  target.pragma(`page_size = ${String(PAGE_BYTES)}`);
  // Nobody sees the file before it is whole: a kill leaves one that is made anew.
  target.pragma('journal_mode = OFF');
  target.pragma('synchronous = OFF');
  target.pragma('temp_store = MEMORY');
  target.pragma('cache_size = -65536');
  // Rows are copied as they are, also where they lead nowhere.
  target.pragma('foreign_keys = OFF');
  target.pragma('ignore_check_constraints = ON');
  if (fromKey) chooseCipher(target);
  target.prepare('ATTACH DATABASE ? AS source KEY ?').run(from, keyText(fromKey));
  target.exec('BEGIN');
  const made = target
    .prepare<[], Made>(
      `SELECT type, name, sql FROM source.sqlite_master
       WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' ORDER BY rowid`,
    )
    .all();
  const tables = made.filter(({ type }) => type === 'table');
  // Indexes come before the rows: SQLite then copies them as they are and sorts nothing.
  for (const { sql } of [...tables, ...made.filter(({ type }) => type === 'index')]) {
    target.exec(sql);
  }
  for (const [index, { name }] of tables.entries()) {
    await onTable(index, tables.length);
    copyRows(target, name);
  }
  await onTable(tables.length, tables.length);
  copyOwnTables(target);
  for (const { type, sql } of made) {
    if (type === 'trigger' || type === 'view') target.exec(sql);
  }
  copyNumbers(target);
  target.exec('COMMIT');
  target.exec('DETACH DATABASE source');
}

function copyRows(target: BetterSqlite3.Database, table: string): void {
  const name = quoteIdentifier(table);
  target.exec(`INSERT INTO main.${name} SELECT * FROM source.${name}`);
}

/** SQLite's own tables: the numbers last given by AUTOINCREMENT. Statistics are gathered anew. */
function copyOwnTables(target: BetterSqlite3.Database): void {
  const counted = target
    .prepare("SELECT 1 FROM source.sqlite_master WHERE name = 'sqlite_sequence'")
    .get();
  if (counted === undefined) return;
  target.exec('DELETE FROM main.sqlite_sequence');
  copyRows(target, 'sqlite_sequence');
}

/** The two numbers of the header that applications use. */
function copyNumbers(target: BetterSqlite3.Database): void {
  for (const name of ['user_version', 'application_id']) {
    const value = target.pragma(`source.${name}`, { simple: true }) as number;
    target.pragma(`main.${name} = ${String(value)}`);
  }
}

function removeFile(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
