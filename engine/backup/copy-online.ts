import { closeSync, fsyncSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { storeError } from '../store/store-error.ts';
import { type JobContext, stopIfCancelled } from './job.ts';

/** Between two of these the thread hears a cancel, and the disk gets what was written: 4 MB at a page of 4 kB. */
const PAGES_A_STEP = 1000;
/** Written at once, a gigabyte would hold up the fsync of every record that is saved meanwhile. */
const STEPS_A_SYNC = 8;

/**
 * Copies a live database page by page with SQLite's online backup, inside one read transaction: the copy is of one
 * moment, and writers neither wait nor make it begin again. The copy is closed, without a WAL, and on the disk.
 * @throws SatchelError STORE_MISSING, STORE_CORRUPT, STORE_NOT_A_DATABASE, STORE_DISK_FULL, BACKUP_CANCELLED
 */
export async function copyOnline(from: string, to: string, context: JobContext): Promise<void> {
  const source = open(from, { readonly: true, fileMustExist: true });
  try {
    // The first read takes the snapshot; the online backup then reads what this transaction sees.
    source.exec('BEGIN');
    source.prepare('SELECT 1 FROM sqlite_master').get();
    let steps = 0;
    const sync = syncer(to);
    try {
      await source.backup(to, {
        progress: ({ totalPages, remainingPages }) => {
          stopIfCancelled(context);
          context.progress({
            phase: 'copying',
            done: totalPages - remainingPages,
            total: totalPages,
          });
          if (++steps % STEPS_A_SYNC === 0) sync.now();
          return PAGES_A_STEP;
        },
      });
    } finally {
      sync.close();
    }
  } catch (error) {
    throw known(error, from);
  } finally {
    source.close();
  }
  closeJournal(to);
}

// The copied header says WAL; a backup that is read must not grow a -wal and -shm beside it.
function closeJournal(path: string): void {
  const copy = open(path, { fileMustExist: true });
  try {
    copy.pragma('synchronous = FULL');
    copy.pragma('journal_mode = DELETE');
  } catch (error) {
    throw known(error, path);
  } finally {
    copy.close();
  }
}

function open(path: string, options: BetterSqlite3.Options): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(path, { timeout: 10_000, ...options });
  } catch (error) {
    throw known(error, path);
  }
}

function known(error: unknown, path: string): unknown {
  return isSatchelError(error) ? error : storeError(error, { path, sql: 'backup' });
}

function syncer(path: string): { now(): void; close(): void } {
  let file: number | undefined;
  return {
    now: () => {
      file ??= openSync(path, 'r+');
      fsyncSync(file);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
    },
  };
}
