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
  gather: (isOver: () => boolean) => Promise<void>;
  onWrite: () => void;
}): () => void {
  const { clock, db, gather, onWrite } = options;
  let known = dataVersion(db);
  let cancel: () => void = () => undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const version = dataVersion(db);
    if (version !== known && (await unlessBusy(() => gather(() => stopped)))) {
      known = version;
      if (!stopped) onWrite();
    }
    lookLater();
  };
  const lookLater = (): void => {
    if (!stopped) cancel = clock.after(LOOK_EVERY_MS, () => void look());
  };
  lookLater();
  return () => {
    stopped = true;
    cancel();
  };
}

async function unlessBusy(gather: () => Promise<void>): Promise<boolean> {
  try {
    await gather();
    return true;
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') !== true) throw error;
    return false;
  }
}
