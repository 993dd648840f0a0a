import type { Clock } from '../ports.ts';
import { dataVersion } from '../store/data-version.ts';
import type { WritableDatabase } from '../store/database.ts';

const LOOK_EVERY_MS = 1000;

/** Notices commits that other programs make to the same file: SQLite counts them for each connection. */
export function watchOtherWriters(options: {
  clock: Clock;
  db: WritableDatabase;
  onWrite: () => void;
}): () => void {
  const { clock, db, onWrite } = options;
  let known = dataVersion(db);
  let cancel: () => void = () => undefined;
  const look = (): void => {
    const version = dataVersion(db);
    if (version !== known) {
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
