import { rmSync } from 'node:fs';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { SearchedTable } from './search-sql.ts';
import type { DatabaseKey } from './database-key.ts';
import { openWritable, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { SEARCH_TEXT_VERSION } from './search-text.ts';

/*
 * The search index lies in a file of its own beside the database: it can be lost and built again, needs no backup, and
 * another program's SQLite need not know FTS5 to write to the database.
 *
 * Of each table: `words_N` is an FTS5 index without content, by the negative of
 * the rowid: FTS5 reads a word's records from the lowest id on without fetching the others, and the newest are wanted; `numbers_N` holds the forms of its numbers.
 * Nothing is ever taken out of `numbers_N`: what is found is checked against the record.
 */

/** Beginnings of up to so many letters have an index of their own. */
export const PREFIX_LETTERS = 5;

/** Raise it when the index's own tables change. */
const SHAPE_VERSION = 1;

/** The index of a database: `clinic.db` → `clinic.search`. */
export function searchFilePath(databasePath: string): string {
  return `${databasePath.replace(/\.db$/, '')}.search`;
}

/**
 * Opens or creates the index with a part for each table; one that cannot be read is put away for a new one. `identity`
 * says whose database it is of: a restored or copied one gets an index of its own. It is sealed as its database is: it
 * holds the same words.
 */
export function openSearchFile(
  path: string,
  tables: readonly SearchedTable[],
  of: { readonly identity: string; readonly key?: DatabaseKey | undefined },
): WritableDatabase {
  try {
    return openParts(path, tables, of);
  } catch (error) {
    if (!isSatchelError(error, 'STORE_NOT_A_DATABASE') && !isSatchelError(error, 'STORE_CORRUPT'))
      throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return openParts(path, tables, of);
  }
}

function openParts(
  path: string,
  tables: readonly SearchedTable[],
  { identity, key }: { readonly identity: string; readonly key?: DatabaseKey | undefined },
): WritableDatabase {
  const db = openWritable(path, { key });
  try {
    db.transaction(() => {
      db.exec(
        'CREATE TABLE IF NOT EXISTS progress (tbl INTEGER PRIMARY KEY, shape TEXT NOT NULL, last INTEGER NOT NULL) STRICT',
      );
      for (const searched of tables) {
        const shape = JSON.stringify([
          SEARCH_TEXT_VERSION,
          SHAPE_VERSION,
          identity,
          searched.select,
        ]);
        const known = db.get<{ shape: string }>(
          'SELECT shape FROM progress WHERE tbl = ?',
          searched.id,
        );
        if (known?.shape === shape) continue;
        clearTable(db, searched.id);
        db.run(
          'INSERT OR REPLACE INTO progress (tbl, shape, last) VALUES (?, ?, 0)',
          searched.id,
          shape,
        );
      }
    });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** False for a file whose parts are about to be made: it is there a moment before they are. */
export function hasParts(db: ReadableDatabase): boolean {
  return db.get("SELECT 1 AS one FROM sqlite_master WHERE name = 'progress'") !== undefined;
}

/** Begins one table's index anew. */
export function clearTable(db: WritableDatabase, id: number): void {
  const number = String(id);
  const prefixes = Array.from({ length: PREFIX_LETTERS }, (_, place) => place + 1).join(' ');
  db.exec(`DROP TABLE IF EXISTS words_${number}; DROP TABLE IF EXISTS numbers_${number}`);
  // Words come folded, so the tokenizer only has to split them. Short prefixes have an index of their own, for with those much of the table may begin; SQLite would collect every record of a longer one.
  db.exec(
    `CREATE VIRTUAL TABLE words_${number} USING fts5 (words, content = '', contentless_delete = 1, detail = none,
       tokenize = 'unicode61 remove_diacritics 0', prefix = '${prefixes}')`,
  );
  db.exec(
    `CREATE TABLE numbers_${number} (form TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (form, row)) STRICT, WITHOUT ROWID`,
  );
  db.run('UPDATE progress SET last = 0 WHERE tbl = ?', id);
}

/** The rowid up to which every row of the table was read. */
export function searchProgress(db: ReadableDatabase, id: number): number {
  return db.get<{ last: number }>('SELECT last FROM progress WHERE tbl = ?', id)?.last ?? 0;
}
