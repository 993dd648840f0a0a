import type { PinCost } from './account/pins.ts';
import { ServerProvider } from './account/server-provider.ts';
import type { EngineServices } from './api/services.ts';
import { type RunJob, runJobHere } from './backup/jobs.ts';
import { type Automatic, createAutomatic } from './compose/automatic.ts';
import { findDeskPeople } from './compose/desk-people.ts';
import { createEngineServices } from './compose/engine-services.ts';
import { type Home, type HomeOptions, openHome } from './compose/open-home.ts';
import { createRecordServices } from './compose/record-services.ts';
import { createSafekeeping } from './compose/safekeeping.ts';

export interface EngineOptions extends HomeOptions {
  /** Asks other threads that have the database open to let go of it; their next query opens it again. */
  readonly releaseReaders?: () => void;
  /** From so many rows at the server on, a first sync fetches a whole file instead of pages. */
  readonly snapshotRows?: number;
  /** Runs backups and checks beside the engine; in its own thread by default. */
  readonly runJob?: RunJob;
  /** Closes this engine and starts another over the same home; without it, a restore waits for the next start. */
  readonly restart?: () => void;
  /** What a PIN costs to try; tests take less. */
  readonly pinCost?: PinCost;
}

export interface Engine {
  readonly services: EngineServices;
  /** Begins automatic sync and watching the network; in safe mode syncing is paused until a person resumes it. */
  start(options?: { readonly safeMode: boolean }): void;
  /** Ends a running cycle, then lets go of the database and the lock. */
  close(): Promise<void>;
}

/**
 * Puts the engine together over one home folder.
 * @throws SatchelError STORE_LOCKED, STORE_NOT_A_DATABASE, STORE_CORRUPT, CONFIG_INVALID, CONFIG_UNKNOWN_KEY, …
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const home = await openHome(options);
  try {
    return await compose(home, options);
  } catch (error) {
    home.close();
    throw error;
  }
}

async function compose(home: Home, options: EngineOptions): Promise<Engine> {
  const { ports, runJob = runJobHere, restart, pinCost, releaseReaders, snapshotRows } = options;
  const now = (): number => ports.clock.now();
  const configureNetwork = (): void => ports.transport.configure?.(home.settings.config.network);
  configureNetwork();
  home.settings.onChange(configureNetwork);
  const servers = new ServerProvider(ports, home.store, home.settings);
  const people = await findDeskPeople({
    home,
    ports,
    servers,
    pinCost,
    onChange: () => {
      automatic.sync.changed();
    },
  });
  const automatic: Automatic = createAutomatic({
    home,
    ports,
    servers,
    desk: () => people.lock.state(),
    releaseReaders,
    snapshotRows,
    restart,
  });
  const records = createRecordServices({ home, now, servers, automatic });
  const safekeeping = createSafekeeping({
    home,
    ports,
    servers,
    automatic,
    records: records.records,
    runJob,
    restart,
  });
  const services = createEngineServices({
    home,
    ports,
    servers,
    people,
    automatic,
    records,
    safekeeping,
    restart,
  });
  return {
    services,
    start({ safeMode } = { safeMode: false }) {
      automatic.start({ safeMode });
      safekeeping.start();
    },
    async close() {
      services.migrate.cancel();
      await Promise.all([automatic.stop(), safekeeping.stop()]);
      people.lock.stop();
      automatic.close();
      records.close();
      home.close();
    },
  };
}
