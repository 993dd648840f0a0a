import { closeSync, fdatasync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { storeError } from '../store/store-error.ts';
import { type JobContext, stopIfCancelled } from './job.ts';

/** Between two of these the thread hears a cancel: 8 MB at a page of 4 kB. */
const PAGES_A_STEP = 2000;

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
          sync.next();
          return PAGES_A_STEP;
        },
      });
    } finally {
      await sync.close();
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

/**
 * Has the disk write what there is while the copy goes on, one call at a time: written at once, a gigabyte would hold up
 * the fsync of every record that is saved meanwhile.
 */
function syncer(path: string): { next(): void; close(): Promise<void> } {
  let file: number | undefined;
  let running: Promise<void> | undefined;
  return {
    next: () => {
      if (running) return;
      file ??= openSync(path, 'r+');
      const written = file;
      running = new Promise((resolve) => {
        // A failure shows again in the fsync that ends the copy.
        fdatasync(written, () => {
          running = undefined;
          resolve();
        });
      });
    },
    close: async () => {
      await running;
      if (file !== undefined) closeSync(file);
    },
  };
}
