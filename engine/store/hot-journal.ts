import { closeSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { openReadonly, openWritable } from './database.ts';
import type { DatabaseKey } from './database-key.ts';

/** SQLite's largest page: with so much of a file its first page can be read. */
const LARGEST_PAGE = 65_536;

/**
 * Whether a kill came in a transaction of a file that was not in WAL mode, as one is that has just been copied or made. Until
 * its journal is played back nobody can open it to read.
 */
export function hasHotJournal(path: string): boolean {
  return (statSync(`${path}-journal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Plays it back. The key must be known to be the right one: under another SQLite would take the journal for noise, and drop it
 * with all that it could bring back.
 */
export function playBackJournal(path: string, key: DatabaseKey | undefined): void {
  if (hasHotJournal(path)) openWritable(path, { mustExist: true, key }).close();
}

/** Whether the key opens the file's first page, looked at in a copy, which has no journal. */
export function opensFirstPage(path: string, key: DatabaseKey): boolean {
  const probe = `${path}.probe`;
  try {
    writeFileSync(probe, startOf(path), { mode: 0o600 });
    openReadonly(probe, { mustExist: true, key }).close();
    return true;
  } catch (error) {
    // The page was read, and says that there should be more of them.
    if (isSatchelError(error, 'STORE_CORRUPT')) return true;
    if (isSatchelError(error, 'STORE_NOT_A_DATABASE')) return false;
    throw error;
  } finally {
    rmSync(probe, { force: true });
  }
}

function startOf(path: string): Uint8Array {
  const start = Buffer.alloc(LARGEST_PAGE);
  const file = openSync(path, 'r');
  try {
    return start.subarray(0, readSync(file, start, 0, start.length, 0));
  } finally {
    closeSync(file);
  }
}
