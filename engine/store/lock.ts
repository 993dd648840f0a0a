import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { storeError } from './store-error.ts';

export interface HomeLock {
  /** The process that held the home before ended without releasing it: killed, or the power went. */
  readonly crashed: boolean;
  /** Lets another process have the home folder. Safe to call twice. */
  release(): void;
}

/**
 * Makes this process the only one that holds the home folder. The lock is SQLite's own exclusive lock on
 * `satchel.lock`, which the operating system takes back when the process ends, however it ends: nothing goes stale,
 * no heartbeat is missed while a laptop sleeps, and a reused process number is no trouble. Who holds it is
 * told by `satchel.pid`, a file of its own: reading the locked file itself would drop this process's lock on it.
 * @throws SatchelError STORE_LOCKED with the holder's pid; STORE_READ_ONLY
 */
export function lockHome(home: string): HomeLock {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'satchel.lock');
  const pidPath = join(home, 'satchel.pid');
  const held = holdExclusively(path, pidPath);
  const crashed = existsSync(pidPath);
  writeFileSync(pidPath, String(process.pid), { mode: 0o600 });
  let released = false;
  return {
    crashed,
    release: () => {
      if (released) return;
      released = true;
      rmSync(pidPath, { force: true });
      held.close();
    },
  };
}

function holdExclusively(path: string, pidPath: string): BetterSqlite3.Database {
  let raw: BetterSqlite3.Database | undefined;
  try {
    raw = new BetterSqlite3(path, { timeout: 0 });
    raw.pragma('journal_mode = MEMORY');
    raw.exec('BEGIN EXCLUSIVE');
    return raw;
  } catch (error) {
    raw?.close();
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new SatchelError('STORE_LOCKED', { path, pid: holderOf(pidPath) }, { cause: error });
    }
    throw storeError(error, { path, sql: 'BEGIN EXCLUSIVE' });
  }
}

function holderOf(pidPath: string): number | string {
  try {
    return Number(readFileSync(pidPath, 'utf8'));
  } catch {
    return 'unknown';
  }
}
