import { realpathSync } from 'node:fs';
import type { Commit } from '../../shared/protocol/commit.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { noteCheckpoint } from './checkpoints.ts';
import { copyDatabase } from './copy-database.ts';
import type { DatabaseKey } from './database-key.ts';
import { renameDurably } from './durable-file.ts';
import { exchangeDatabase } from './exchange.ts';
import { openWritable, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { updateDesk } from './desk.ts';
import { openStore, type Store, type StoreOptions } from './open-store.ts';
import { isBlank } from './snapshot-import.ts';

/**
 * Seals a verified snapshot, which the server writes as a plain file, in its place. From its first byte to this moment
 * it lies unencrypted beside the database; it is the last time that it does.
 */
export async function sealSnapshot(path: string, key: DatabaseKey): Promise<void> {
  const sealed = `${path}.sealed`;
  await copyDatabase({ from: path, to: sealed, toKey: key });
  renameDurably(sealed, path);
}

/**
 * Makes a verified snapshot a desk's database in all but whose it is: side tables, triggers, indexes, as an empty desk
 * would have made them. Every step is a transaction and may be repeated.
 */
export function prepareSnapshot(path: string, options: Omit<StoreOptions, 'path'>): void {
  openStore({ ...options, path, isSnapshot: true, mustExist: true }).close();
}

/** `shared`: another connection has the database open, try again. `unfit`: it holds more than a blank desk's does. */
export type SwapOutcome = 'swapped' | 'shared' | 'unfit';

/**
 * Puts a prepared snapshot in the place of a blank desk's database [SYNC-9]. What the desk is and remembers goes into
 * the new file first and is on the disk before the rename, so that at any moment the path names one whole database or
 * the other, and the witness vouches for both [SYNC-1].
 */
export function swapInSnapshot(store: Store, snapshot: string, commit: Commit): SwapOutcome {
  const place = realpathSync(store.path);
  let outcome: SwapOutcome = 'shared';
  store.db.whileAlone(() => {
    outcome = 'unfit';
    if (!isBlank(store) || !moveDeskInto(snapshot, store.db, commit)) return;
    if (!putInPlace(snapshot, place)) return;
    outcome = 'swapped';
  });
  return outcome;
}

/** The desk holds the clinic as it was at this commit. */
export function moveTo(db: WritableDatabase, commit: Commit): void {
  updateDesk(db, { cursor: commit, seen: commit, head: commit });
  noteCheckpoint(db, commit);
}

/** False where the old file holds a table, column, index or trigger that the new one does not. */
function moveDeskInto(snapshot: string, old: ReadableDatabase, commit: Commit): boolean {
  const next = openWritable(snapshot, { mustExist: true, key: old.key });
  try {
    const made = new Set(madeOf(next));
    if (!madeOf(old).every((object) => made.has(object))) return false;
    next.transaction(() => {
      copySideTables(old, next);
      moveTo(next, commit);
    });
    return true;
  } finally {
    next.close();
  }
}

/** Everything that was made in a file, and the numbers its tables go by. */
function madeOf(db: ReadableDatabase): string[] {
  return [
    ...db.all(
      `SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    ),
    ...db.all('SELECT id, name FROM _sync_table'),
  ].map((row) => JSON.stringify(row));
}

/** Side tables that are about rows, or about the file itself: the snapshot has its own. */
const OF_THE_FILE = new Set([
  '_sync_row',
  '_sync_reworded',
  '_sync_table',
  '_sync_migration',
  '_sync_snapshot',
]);

/** Whatever a blank desk has written down: who it is, its binding, its log, and what may yet be added. */
function copySideTables(from: ReadableDatabase, to: WritableDatabase): void {
  const tables = from.all<{ name: string }>(
    `SELECT m.name FROM sqlite_master AS m JOIN pragma_table_list AS l ON l.schema = 'main' AND l.name = m.name
     WHERE l.type = 'table' AND substr(m.name, 1, 6) = '_sync_' ORDER BY m.rowid`,
  );
  for (const { name } of tables) {
    if (OF_THE_FILE.has(name)) continue;
    const rows = from.rawAll(`SELECT * FROM ${quoteIdentifier(name)}`);
    const [first] = rows;
    if (!first) continue;
    to.run(`DELETE FROM ${quoteIdentifier(name)}`);
    const marks = first.map(() => '?').join(', ');
    const insert = to.runner(`INSERT INTO ${quoteIdentifier(name)} VALUES (${marks})`);
    for (const row of rows) insert(...row);
  }
}

/** False where the system does not rename over a file that is open (Windows), or not to another disk. */
function putInPlace(from: string, to: string): boolean {
  try {
    exchangeDatabase({ from, to });
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EPERM', 'EACCES', 'EBUSY', 'EXDEV'].includes(code)) return false;
    throw error;
  }
}
