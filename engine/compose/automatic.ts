import { createHash } from 'node:crypto';
import type { DeskState } from '../../shared/api/desk.ts';
import { schemaSignature } from '../../shared/records/manifest.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import { Broadcast } from '../events/broadcast.ts';
import type { Ports } from '../ports.ts';
import { followHead } from '../schedule/follow-head.ts';
import { KeptPause } from '../schedule/kept-pause.ts';
import { NetworkMonitor } from '../schedule/network-monitor.ts';
import { watchOtherWriters } from '../schedule/other-writers.ts';
import { PokeListener } from '../schedule/poke-listener.ts';
import { BY_PERSON, SAFE_MODE, Scheduler } from '../schedule/scheduler.ts';
import { keepSearchable } from '../schedule/search-upkeep.ts';
import { adopted, writeHomeSchema } from '../settings/home-schema.ts';
import { readDesk } from '../store/desk.ts';
import { hasDirtyRows } from '../store/dirty.ts';
import { sameTables, tablesInTheWay } from '../store/replace-tables.ts';
import { createSchemaFollower } from '../sync/adopt-schema.ts';
import { CycleRunner } from '../sync/cycle-runner.ts';
import { DeskSync } from '../sync/desk-sync.ts';
import { gatherAll } from '../sync/gather-all.ts';
import type { Home } from './open-home.ts';

export interface AutomaticOptions {
  readonly home: Home;
  readonly ports: Ports;
  readonly servers: ServerProvider;
  readonly desk: () => DeskState;
  readonly releaseReaders: (() => void) | undefined;
  readonly snapshotRows: number | undefined;
  readonly restart: (() => void) | undefined;
}

/** What a desk does by itself: it syncs, watches the network and the file, and keeps its records searchable. */
export interface Automatic {
  readonly sync: DeskSync;
  /** Names of tables that changed, whoever changed them; coalesced. */
  readonly changes: (signal: AbortSignal) => AsyncIterable<string[]>;
  /** Rows came into these tables, from the server or for it; no cycle is due for them. */
  readonly changed: (tables: readonly string[]) => void;
  /** Rows of these tables were edited at this computer: they are sent soon. */
  readonly edited: (tables: readonly string[]) => void;
  /** Somebody has just signed in at the server, or out. */
  signedIn(): void;
  start(options: { readonly safeMode: boolean }): void;
  /** Nothing begins by itself any more; resolves when a cycle that ran has ended. */
  stop(): Promise<void>;
  /** When nothing writes any more. */
  close(): void;
}

export function createAutomatic(options: AutomaticOptions): Automatic {
  const { home, ports, servers } = options;
  const { settings, store } = home;
  const { clock, random, log } = ports;
  const changes = new Broadcast<string[]>((waiting, next) => [...new Set([...waiting, ...next])]);
  const isSignedIn = async (): Promise<boolean> =>
    (await servers.find()?.session.current()) !== undefined;

  const changed = (tables: readonly string[]): void => {
    if (tables.length > 0) changes.publish([...tables]);
    search.changed();
    sync.changed();
  };
  const edited = (tables: readonly string[]): void => {
    changed(tables);
    scheduler.edited();
  };
  const search = keepSearchable({ store, clock, log, isSyncing: () => cycles.isRunning });
  const monitor = new NetworkMonitor({
    clock,
    probe: async () => (await servers.find()?.reachable()) ?? false,
    checkSeconds: () => settings.config.network.checkSeconds,
    onChange: (online) => {
      sync.changed();
      if (online && !cycles.isRunning) scheduler.reconnected();
      if (online) pokes.again();
    },
  });
  const cycles = new CycleRunner({
    ports,
    store,
    access: home.access,
    settings,
    servers,
    schemaHash: createHash('sha256').update(schemaSignature(store.schema)).digest('hex'),
    onOtherSchema: createSchemaFollower({
      client: () => servers.get(),
      isOwn: (schema) => sameTables(schema, store.schema),
      inTheWay: (schema) => tablesInTheWay(store, adopted(schema)),
      take: (schema) => {
        writeHomeSchema(home.folder, schema);
        log.write('info', 'the tables of another application are taken over');
        options.restart?.();
      },
    }),
    witnessPath: home.witnessPath,
    releaseReaders: options.releaseReaders,
    snapshotRows: options.snapshotRows,
    onChange: changed,
    onMoreDue: () => {
      scheduler.edited();
    },
    onReachable: (reachable) => {
      monitor.report(reachable);
    },
  });
  const scheduler = new Scheduler({
    clock,
    config: () => settings.config,
    run: async (trigger) => {
      await cycles.run({
        tables: undefined,
        direction: undefined,
        acceptDeletes: false,
        trigger,
      });
    },
    ready: async () => !cycles.isRunning && (await isSignedIn()),
    onChange: () => {
      sync.changed();
      pokes.again();
    },
  });
  const pokes = new PokeListener({
    clock,
    random,
    wanted: async () =>
      settings.config.database.realTimeSync && scheduler.isActive && (await isSignedIn()),
    listen: (signal) => servers.get().heads({ signal }),
    onHead: followHead({
      settled: () => cycles.settled(),
      cursor: () => readDesk(store.db).cursor,
      run: () => scheduler.poked(),
    }),
    onBroken: () => void monitor.check(),
  });
  const pause = new KeptPause(home.folder);
  const sync = new DeskSync({
    pause,
    ports,
    store,
    servers,
    cycles,
    monitor,
    scheduler,
    timeZone: () => settings.config.remote.timeZone,
    desk: options.desk,
  });
  settings.onChange(() => {
    scheduler.reschedule();
    pokes.again();
    sync.changed();
  });
  const stopWatching = watchOtherWriters({
    clock,
    db: store.db,
    gather: (isOver) => gatherAll(store, isOver, () => undefined),
    onWrite: () => {
      edited(dataTables(store.schema).map(({ name }) => name));
    },
  });

  return {
    sync,
    changes: (signal) => changes.watch(signal),
    changed,
    edited,
    signedIn() {
      monitor.report(true);
      pokes.again();
      sync.changed();
    },
    start({ safeMode }) {
      monitor.start();
      if (safeMode) scheduler.pause(SAFE_MODE, null);
      const left = pause.left(clock.now());
      if (left !== undefined) scheduler.pause(BY_PERSON, left);
      scheduler.start();
      pokes.start();
      if (hasDirtyRows(store.db)) sync.changed();
    },
    async stop() {
      scheduler.stop();
      pokes.stop();
      monitor.stop();
      stopWatching();
      cycles.cancel();
      await cycles.settled();
    },
    close() {
      search.stop();
    },
  };
}
