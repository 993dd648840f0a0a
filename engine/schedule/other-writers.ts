import type { Clock } from '../ports.ts';
import { dataVersion } from '../store/data-version.ts';
import type { WritableDatabase } from '../store/database.ts';
import { sqliteCode } from '../store/store-error.ts';

const LOOK_EVERY_MS = 1000;

/**
 * Notices commits that other programs make to the same file: SQLite counts them for each connection. What they wrote is
 * gathered before `onWrite`, or, where another program keeps Satchel from writing, at a later look.
 */
export function watchOtherWriters(options: {
  clock: Clock;
  db: WritableDatabase;
  gather: () => void;
  onWrite: () => void;
}): () => void {
  const { clock, db, gather, onWrite } = options;
  let known = dataVersion(db);
  let cancel: () => void = () => undefined;
  const look = (): void => {
    const version = dataVersion(db);
    if (version !== known && unlessBusy(gather)) {
      known = version;
      onWrite();
    }
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return () => {
    cancel();
  };
}

function unlessBusy(gather: () => void): boolean {
  try {
    gather();
    return true;
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') !== true) throw error;
    return false;
  }
}
