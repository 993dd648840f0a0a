import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Clock, Log } from '../ports.ts';
import type { WritableDatabase } from '../store/database.ts';
import { readDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import { openSearchFile, searchFilePath } from '../store/search-file.ts';
import { searchedTables } from '../store/search-sql.ts';
import { SearchWriter } from '../store/search-writer.ts';

/** An edit is found at once without the index; this is how long it may wait for others to be read together. */
const REST_MS = 1000;
const SLICE_MS = 12;
/** Between slices the thread answers whoever waits. */
const BREATH_MS = 4;
/** While the desk syncs, which shares the thread and may write a whole clinic: what comes in is read afterwards. */
const SYNCING_BREATH_MS = 250;
const AFTER_FAILURE_MS = 60_000;

export interface SearchUpkeep {
  /** Something was written. */
  changed(): void;
  stop(): void;
}

/** Keeps the search index in step with the database, a short slice at a time; a failure is logged and tried again. */
export function keepSearchable(options: {
  store: Store;
  clock: Clock;
  log: Log;
  isSyncing: () => boolean;
}): SearchUpkeep {
  const { store, clock, log, isSyncing } = options;
  let index: WritableDatabase | undefined;
  let writer: SearchWriter | undefined;
  let cancel: (() => void) | undefined;
  let gaveWay = false;

  /** Undefined where no table is searched: then there is no index, nor a file for it. */
  const open = (): SearchWriter | undefined => {
    const tables = searchedTables(store.db, store.schema);
    if (tables.length === 0) return undefined;
    index = openSearchFile(searchFilePath(store.path), tables, {
      identity: readDesk(store.db).incarnation,
      key: store.db.key,
    });
    const opened = new SearchWriter({ db: store.db, index, tables });
    const anew = opened.check();
    if (anew.length > 0) log.write('warn', 'the search index is built anew', { tables: anew });
    return opened;
  };
  const close = (): void => {
    index?.close();
    index = undefined;
    writer = undefined;
  };
  const schedule = (delayMs: number): void => {
    cancel ??= clock.after(delayMs, run);
  };
  const run = (): void => {
    cancel = undefined;
    // Most cycles are over before a slice would be: one that has just begun is let through whole.
    gaveWay = isSyncing() && !gaveWay;
    if (gaveWay) {
      schedule(SYNCING_BREATH_MS);
      return;
    }
    try {
      writer ??= open();
      if (!writer) return;
      const started = clock.monotonicMs();
      if (!writer.slice(() => clock.monotonicMs() - started < SLICE_MS)) return;
      schedule(isSyncing() ? SYNCING_BREATH_MS : BREATH_MS);
    } catch (error) {
      log.write('warn', 'the search index waits', { error: toSatchelError(error).code });
      close();
      schedule(AFTER_FAILURE_MS);
    }
  };

  schedule(REST_MS);
  return {
    changed: () => {
      schedule(REST_MS);
    },
    stop: () => {
      cancel?.();
      close();
    },
  };
}
