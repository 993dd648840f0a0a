import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { openReadonly, type ReadableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { playBackJournal } from './hot-journal.ts';
import { inspectWal } from './wal-check.ts';

export interface StartupFacts {
  readonly path: string;
  readonly key?: DatabaseKey | undefined;
  /** Whether this home had a database before: its witness says so. */
  readonly expected: boolean;
  /** Whether the last process ended without closing. */
  readonly crashed: boolean;
  /** Where a suspect WAL is copied before SQLite plays it back. */
  readonly quarantine: string;
  readonly now: number;
}

/**
 * What has to be known before the database is opened for writing. A desk that had records never starts on a blank
 * file, and after a crash every page is looked at before anybody works on it. Returns what a person should be told.
 * @throws SatchelError STORE_MISSING, STORE_CORRUPT, STORE_NOT_A_DATABASE
 */
export function checkBeforeOpening(facts: StartupFacts): string | undefined {
  const { path, key, expected, crashed } = facts;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (expected && size === undefined) throw new SatchelError('STORE_MISSING', { path });
  if (expected && size === 0) throw corrupt(path, 'it is empty, and was not before');
  if (size === undefined || size === 0) return undefined;
  playBackJournal(path, key);
  const notice = crashed ? keepSuspectWal(facts) : undefined;
  if (crashed) quickCheck(path, key);
  return notice;
}

/** Reads every page. @throws SatchelError STORE_CORRUPT, STORE_NOT_A_DATABASE, STORE_MISSING */
export function quickCheck(path: string, key?: DatabaseKey): void {
  const db = openReadonly(path, { mustExist: true, key });
  try {
    const found = db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
    if (found !== 'ok') throw corrupt(path, 'its structure is broken');
  } finally {
    db.close();
  }
}

/**
 * Looks through the connection that goes on with the file: to open another reads the whole schema once more.
 * @throws SatchelError STORE_CORRUPT
 */
export function refuseBlank(db: ReadableDatabase): void {
  if (db.get('SELECT 1 FROM sqlite_master LIMIT 1')) return;
  throw corrupt(db.path, 'it holds no tables, and did before');
}

// SQLite will drop what it cannot play back, and then overwrite the file: the copy is all that is left of it.
function keepSuspectWal({ path, key, quarantine, now }: StartupFacts): string | undefined {
  const wal = `${path}-wal`;
  const { damage } = inspectWal(wal);
  if (damage === null || !existsSync(wal)) return undefined;
  mkdirSync(quarantine, { recursive: true, mode: 0o700 });
  const at = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  // Its pages are encrypted where the database is: the name says that nothing has to be sealed any more.
  const kept = join(quarantine, `${at}Z-${basename(wal)}${key ? '.sealed' : ''}`);
  copyFileSync(wal, kept);
  return `The write-ahead log was damaged (${damage}); a copy is kept in ${kept}.`;
}

function corrupt(path: string, detail: string): SatchelError {
  return new SatchelError('STORE_CORRUPT', { path, detail });
}
