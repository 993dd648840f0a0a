import { existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { completeRestore } from '../backup/complete-restore.ts';
import { swapPlanPath } from '../backup/restore-service.ts';
import { finishSwap } from '../backup/swap.ts';
import { deskKey } from '../keys/desk-key.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { carryOutSealPlan } from '../keys/seal-plan.ts';
import type { Ports } from '../ports.ts';
import { databasePath } from '../settings/database-path.ts';
import { keepSettings, mendSettings, settingsPath } from '../settings/kept-settings.ts';
import { readHomeSchema } from '../settings/home-schema.ts';
import { Settings } from '../settings/settings.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { type HomeLock, lockHome } from '../store/lock.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { releaseUnknown } from '../store/quarantine-store.ts';
import { checkBeforeOpening } from '../store/startup-check.ts';
import { TableAccessMap } from '../store/table-access-map.ts';
import { checkWitness } from '../sync/identity.ts';

export interface HomeOptions {
  /** The data folder; made where it is missing. */
  readonly home: string;
  readonly ports: Ports;
  /** `SATCHEL_*` variables that override settings. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly schema?: SchemaManifest;
  /** A database that is made anew is encrypted from its first page on. */
  readonly sealNew?: boolean;
}

/** A desk's folder in this process's hands, with its database open. */
export interface Home {
  readonly folder: string;
  /** The database file. */
  readonly database: string;
  /** Which incarnation the database had when it was last open, so that a copy is told from the original. */
  readonly witnessPath: string;
  readonly settings: Settings;
  readonly ring: KeyRing;
  /** What the database is sealed with; undefined for a plain one. */
  readonly key: DatabaseKey | undefined;
  readonly store: Store;
  readonly access: TableAccessMap;
  /** Lets go of the database, then of the folder. */
  close(): void;
}

/**
 * Takes the folder and opens its database, with a restore or a change of encryption that waits for this carried out.
 * @throws SatchelError STORE_LOCKED, STORE_NOT_A_DATABASE, STORE_CORRUPT, CONFIG_INVALID, CONFIG_UNKNOWN_KEY, …
 */
export async function openHome(options: HomeOptions): Promise<Home> {
  mkdirSync(options.home, { recursive: true, mode: 0o700 });
  const lock = lockHome(options.home);
  try {
    return await openLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(options: HomeOptions, lock: HomeLock): Promise<Home> {
  const { home: folder, ports, schema = readHomeSchema(options.home), sealNew = false } = options;
  const { clock, random, secrets, log } = ports;
  const mended = mendSettings(folder, clock.now());
  if (mended !== undefined) log.write('error', mended);
  const settings = new Settings(settingsPath(folder), options.environment ?? {});
  keepSettings(folder);
  settings.onChange(() => {
    keepSettings(folder);
  });
  const database = databasePath(folder, settings);
  const witnessPath = join(folder, 'device.json');
  const swap = finishSwap(swapPlanPath(folder));
  const ring = await KeyRing.open(secrets);
  const found = await deskKey({ path: database, ring, sealNew, random, now: clock.now() });
  const expected = existsSync(witnessPath);
  const notice = checkBeforeOpening({
    path: database,
    key: found,
    expected,
    crashed: lock.crashed,
    quarantine: join(folder, 'quarantine'),
    now: clock.now(),
  });
  if (notice !== undefined) log.write('error', notice);
  const key = await carryOutSealPlan({ home: folder, path: database, key: found, ring, log });
  const store = openStore({
    path: database,
    schema,
    key,
    heldTables: expected,
    deviceName: hostname(),
    now: () => clock.now(),
    randomBytes: (count) => random.bytes(count),
    onSlow: (sql, ms) => {
      log.write('warn', 'slow statement', { sql, ms: Math.round(ms) });
    },
  });
  if (swap) completeRestore(swap, { store, home: folder, random, witnessPath, log });
  else if (!checkWitness(store, random, witnessPath)) {
    log.write('warn', 'the database was restored or copied; the desk takes a new incarnation');
  }
  const access = new TableAccessMap(store);
  for (const { name, system } of schema.tables) {
    if (system) releaseUnknown(store.db, store.tableId(name));
  }
  return {
    folder,
    database,
    witnessPath,
    settings,
    ring,
    key,
    store,
    access,
    close: () => {
      store.close();
      lock.release();
    },
  };
}
