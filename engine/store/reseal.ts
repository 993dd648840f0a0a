import { rmSync } from 'node:fs';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { copyDatabase } from './copy-database.ts';
import { openReadonly, openWritable, type ReadableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { exchangeDatabase } from './exchange.ts';
import { searchFilePath } from './search-file.ts';

/** Points at which a kill is tried. */
export type ResealPoint = 'settled' | 'copied' | 'exchanged';

export interface Reseal {
  readonly path: string;
  /** What the file is sealed with now; undefined for a plain one. */
  readonly from: DatabaseKey | undefined;
  readonly to: DatabaseKey | undefined;
  readonly reached?: (point: ResealPoint) => void;
}

/**
 * Puts the database's own content under another key, in its place, with nobody holding it open. The copy is read whole
 * and compared before one rename puts it there: a kill at any point leaves the old or the new one, whole, and the next
 * call does what is left. Nothing of the old file stays but what the disk has not overwritten yet.
 * @throws SatchelError STORE_CORRUPT, STORE_DISK_FULL, …; the database is then as it was
 */
export async function resealDatabase(reseal: Reseal): Promise<void> {
  const { path, from, to, reached = () => undefined } = reseal;
  settle(path, from);
  reached('settled');
  const copy = `${path}.resealed`;
  try {
    await copyDatabase({ from: path, fromKey: from, to: copy, toKey: to });
    requireSame({ path, key: from }, { path: copy, key: to });
    reached('copied');
    // The index holds the same words under the old key, or none; it is made anew from the records.
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(searchFilePath(path) + suffix, { force: true });
    exchangeDatabase({ from: copy, to: path });
    reached('exchanged');
  } finally {
    rmSync(copy, { force: true });
  }
}

/** Plays the log back and takes it away: left beside the new file it would be taken for its own. */
function settle(path: string, key: DatabaseKey | undefined): void {
  const db = openWritable(path, { mustExist: true, key });
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

interface KeyedFile {
  readonly path: string;
  readonly key: DatabaseKey | undefined;
}

/** @throws SatchelError STORE_CORRUPT where the copy is not sound or does not hold as many rows of each table */
function requireSame(one: KeyedFile, copy: KeyedFile): void {
  const [there, here] = [one, copy].map(({ path, key }) => {
    const db = openReadonly(path, { mustExist: true, key });
    try {
      return { sound: path === one.path || isSound(db), counts: countsOf(db) };
    } finally {
      db.close();
    }
  });
  if (here?.sound === true && here.counts === there?.counts) return;
  throw new SatchelError('STORE_CORRUPT', { path: copy.path, detail: 'the copy is not the same' });
}

function isSound(db: ReadableDatabase): boolean {
  const [check] = db.all<{ integrity_check: string }>('PRAGMA integrity_check(1)');
  return check?.integrity_check === 'ok';
}

function countsOf(db: ReadableDatabase): string {
  const tables = db.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  );
  return JSON.stringify(
    tables.map(({ name }) => [
      name,
      db.get<{ n: number }>(`SELECT count(*) AS n FROM ${quoteIdentifier(name)}`)?.n,
    ]),
  );
}
