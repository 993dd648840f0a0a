import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import { syncedClinicSchema } from '../shared/records/clinic.ts';
import { dataTables } from '../shared/records/system-tables.ts';
import { schemaSignature, type SchemaManifest } from '../shared/records/manifest.ts';
import { DeskLock } from './account/desk-lock.ts';
import { createDeskService } from './account/desk-service.ts';
import { type PinCost, Pins } from './account/pins.ts';
import { currentCaller } from './api/caller.ts';
import { createAccountService } from './account/account-service.ts';
import { ServerProvider } from './account/server-provider.ts';
import type { EngineServices } from './api/services.ts';
import { BackupService } from './backup/backup-service.ts';
import { createBackupApi } from './backup/backup-api.ts';
import { completeRestore } from './backup/complete-restore.ts';
import { type RunJob, runJobHere } from './backup/jobs.ts';
import { RestoreService, swapPlanPath } from './backup/restore-service.ts';
import { finishSwap } from './backup/swap.ts';
import { createConflictService } from './conflicts/conflict-service.ts';
import { createQuarantineService } from './conflicts/quarantine-service.ts';
import { KeyRing } from './keys/key-ring.ts';
import { createDiagnoseApi, diagnose } from './diagnose/diagnose-service.ts';
import { fileChecks } from './diagnose/file-checks.ts';
import { refetchTables } from './diagnose/refetch.ts';
import { RepairService } from './diagnose/repair-service.ts';
import { createSupportBundle } from './diagnose/support-bundle.ts';
import { syncChecks } from './diagnose/sync-checks.ts';
import { deskKey } from './keys/desk-key.ts';
import { EncryptionService } from './keys/encryption-service.ts';
import { carryOutSealPlan } from './keys/seal-plan.ts';
import { Broadcast } from './events/broadcast.ts';
import { MigrateService } from './import/migrate-service.ts';
import type { Log, Ports } from './ports.ts';
import { createDeletedService } from './records/deleted-service.ts';
import { createDraftService } from './records/draft-service.ts';
import { createHistoryService } from './records/history-service.ts';
import { createImportService } from './records/import-service.ts';
import { createRecordService } from './records/record-service.ts';
import { followHead } from './schedule/follow-head.ts';
import { NetworkMonitor } from './schedule/network-monitor.ts';
import { PokeListener } from './schedule/poke-listener.ts';
import { SAFE_MODE, Scheduler } from './schedule/scheduler.ts';
import { keepSearchable } from './schedule/search-upkeep.ts';
import { watchOtherWriters } from './schedule/other-writers.ts';
import { databasePath } from './settings/database-path.ts';
import { Settings } from './settings/settings.ts';
import { readDesk } from './store/desk.ts';
import { hasDirtyRows } from './store/dirty.ts';
import { lockHome } from './store/lock.ts';
import { openStore } from './store/open-store.ts';
import { releaseUnknown } from './store/quarantine-store.ts';
import { checkBeforeOpening } from './store/startup-check.ts';
import { TableAccessMap } from './store/table-access-map.ts';
import { CycleRunner } from './sync/cycle-runner.ts';
import { DeskSync } from './sync/desk-sync.ts';
import { checkWitness } from './sync/identity.ts';

export interface EngineOptions {
  /** The data folder; made where it is missing. */
  readonly home: string;
  readonly ports: Ports;
  /** `SATCHEL_*` variables that override settings. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly schema?: SchemaManifest;
  /** Asks other threads that have the database open to let go of it; their next query opens it again. */
  readonly releaseReaders?: () => void;
  /** From so many rows at the server on, a first sync fetches a whole file instead of pages. */
  readonly snapshotRows?: number;
  /** Runs backups and checks beside the engine; in its own thread by default. */
  readonly runJob?: RunJob;
  /** Closes this engine and starts another over the same home; without it, a restore waits for the next start. */
  readonly restart?: () => void;
  /** A database that is made anew is encrypted from its first page on. */
  readonly sealNew?: boolean;
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
  const { home, ports, schema = syncedClinicSchema, restart = () => undefined } = options;
  const { clock, random, secrets, log } = ports;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const lock = lockHome(home);
  try {
    const settings = new Settings(join(home, 'config.json'), options.environment ?? {});
    const path = databasePath(home, settings);
    const witnessPath = join(home, 'device.json');
    const swap = finishSwap(swapPlanPath(home));
    const ring = await KeyRing.open(secrets);
    const { sealNew = false } = options;
    const found = await deskKey({ path, ring, sealNew, random, now: clock.now() });
    const notice = checkBeforeOpening({
      path,
      key: found,
      expected: existsSync(witnessPath),
      crashed: lock.crashed,
      quarantine: join(home, 'quarantine'),
      now: clock.now(),
    });
    if (notice !== undefined) log.write('error', notice);
    const key = await carryOutSealPlan({ home, path, key: found, ring, log });
    const store = openStore({
      path,
      schema,
      key,
      deviceName: hostname(),
      now: () => clock.now(),
      randomBytes: (count) => random.bytes(count),
      onSlow: (sql, ms) => {
        log.write('warn', 'slow statement', { sql, ms: Math.round(ms) });
      },
    });
    if (swap) completeRestore(swap, { store, home, random, witnessPath, log });
    else if (!checkWitness(store, random, witnessPath)) {
      log.write('warn', 'the database was restored or copied; the desk takes a new incarnation');
    }

    const access = new TableAccessMap(store);
    for (const { name, system } of schema.tables) {
      if (system) releaseUnknown(store.db, store.tableId(name));
    }
    const servers = new ServerProvider(ports, store, settings);
    const changes = new Broadcast<string[]>((waiting, next) => [...new Set([...waiting, ...next])]);
    const changed = (tables: readonly string[]): void => {
      if (tables.length > 0) changes.publish([...tables]);
      search.changed();
      sync.changed();
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
      access,
      settings,
      servers,
      schemaHash: createHash('sha256').update(schemaSignature(schema)).digest('hex'),
      witnessPath,
      releaseReaders: options.releaseReaders,
      snapshotRows: options.snapshotRows,
      onChange: changed,
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
      ready: async () =>
        !cycles.isRunning && (await servers.find()?.session.current()) !== undefined,
      onChange: () => {
        sync.changed();
        pokes.again();
      },
    });
    const pokes = new PokeListener({
      clock,
      random,
      wanted: async () =>
        settings.config.database.realTimeSync &&
        scheduler.isActive &&
        (await servers.find()?.session.current()) !== undefined,
      listen: (signal) => servers.get().heads({ signal }),
      onHead: followHead({
        settled: () => cycles.settled(),
        cursor: () => readDesk(store.db).cursor,
        run: () => scheduler.poked(),
      }),
      onBroken: () => void monitor.check(),
    });
    const sync = new DeskSync({
      ports,
      store,
      servers,
      cycles,
      monitor,
      scheduler,
      timeZone: () => settings.config.remote.timeZone,
      desk: () => deskLock.state(),
    });
    settings.onChange(() => {
      scheduler.reschedule();
      pokes.again();
      sync.changed();
    });

    const edited = (tables: readonly string[]): void => {
      changed(tables);
      scheduler.edited();
    };
    const records = createRecordService({ store, changed: edited, now: () => clock.now() });
    let account = (await servers.find()?.session.current())?.username;
    const deskLock = new DeskLock({
      pins: await Pins.open({
        secrets,
        clock,
        ...(options.pinCost ? { cost: options.pinCost } : {}),
      }),
      clock,
      config: () => settings.config.desk,
      account: () => account,
      onChange: () => {
        sync.changed();
      },
    });
    const actor = (): string =>
      (currentCaller() === 'window' ? deskLock.person : account) ?? 'local';
    store.setActor(actor);
    const stopWatching = watchOtherWriters({
      clock,
      db: store.db,
      onWrite: () => {
        edited(dataTables(schema).map(({ name }) => name));
      },
    });

    const accounts = createAccountService({
      store,
      secrets,
      settings,
      servers,
      onSignIn: async (signIn) => {
        account = signIn?.username;
        if (signIn) await deskLock.signedIn(signIn.username, signIn.role);
        else deskLock.signedOut();
        monitor.report(true);
        pokes.again();
        sync.changed();
      },
    });

    const quietRecords = createRecordService({
      store,
      changed: () => undefined,
      now: () => clock.now(),
    });
    const recordService = { ...records, changes: (signal: AbortSignal) => changes.watch(signal) };
    const runJob = options.runJob ?? runJobHere;
    const backups = new BackupService({
      home,
      database: path,
      ports,
      config: () => settings.config.backup,
      runJob,
      key,
      ring,
    });
    const restores = new RestoreService({
      home,
      database: path,
      backups,
      now: () => clock.now(),
      restart,
      key,
      ring,
    });
    const encryption = new EncryptionService({
      home,
      database: path,
      isForeign: schema.isForeign ?? false,
      ring,
      key,
      backups,
      random,
      now: () => clock.now(),
      restart,
    });

    const now = (): number => clock.now();
    const checks = [
      ...fileChecks({
        home,
        database: path,
        backups,
        readDatabase: () => backups.run('verify', 'check-database', { path, key }),
        checkpoint: () => store.db.pragma('wal_checkpoint(TRUNCATE)'),
      }),
      ...syncChecks({ store, servers, sync, clock }),
    ];
    const repairs = new RepairService({
      home,
      checks,
      now,
      backups,
      restart: options.restart,
      desk: {
        store,
        sync,
        offline: () => offlineReason(servers),
        refetch: async (tables, { signal, progress }) => {
          const found = await refetchTables(tables, {
            store,
            access,
            client: servers.get(),
            now,
            signal,
            progress: (rows) => {
              progress(rows, null);
            },
          });
          changed(tables);
          return found;
        },
      },
    });
    repairs.resume();
    const migrations = new MigrateService({
      home,
      key,
      store,
      access,
      backups,
      sync,
      client: () => servers.get(),
      now,
      actor,
      changed,
    });

    const quarantine = createQuarantineService({
      store,
      access,
      now: () => clock.now(),
      actor,
      onChange: edited,
      saveRecord: (table, key, values) => records.set(table, key, values),
    });

    return {
      services: {
        records: recordService,
        drafts: createDraftService(store, () => clock.now()),
        deleted: createDeletedService(store, records),
        imports: createImportService({
          store,
          now: () => clock.now(),
          records: quietRecords,
          changed: edited,
        }),
        history: createHistoryService({
          store,
          now: () => clock.now(),
          server: () => servers.find(),
        }),
        sync,
        conflicts: createConflictService({
          store,
          access,
          now: () => clock.now(),
          actor,
          onChange: edited,
          beforeBulk: async () => {
            await backups.create({ reason: 'before-bulk-resolve' });
          },
          quarantine,
        }),
        quarantine,
        account: accounts,
        desk: createDeskService({
          lock: deskLock,
          login: (name, word) => accounts.login(name, word),
        }),
        settings: {
          all: () => settings.all(),
          get: (key) => settings.get(key),
          set: (key, value) => settings.set(key, value),
        },
        diagnose: createDiagnoseApi({
          checks,
          now,
          bundle: (request) =>
            createSupportBundle(
              {
                home,
                database: path,
                key,
                backups,
                secrets,
                runJob,
                now,
                diagnose: () => diagnose({ checks, now }, { fix: false }),
                settings: () => settings.all(),
                sync,
              },
              request,
            ),
        }),
        repair: repairs,
        encryption,
        migrate: migrations,
        backups: createBackupApi({
          home,
          backups,
          restores,
          ring,
          desk: { store, records: recordService },
        }),
      },
      start({ safeMode } = { safeMode: false }) {
        monitor.start();
        if (safeMode) scheduler.pause(SAFE_MODE, null);
        scheduler.start();
        backups.start();
        if (key && encryption.status().plainFiles > 0) sealOlderFiles(encryption, log);
        pokes.start();
        if (hasDirtyRows(store.db)) sync.changed();
      },
      async close() {
        scheduler.stop();
        migrations.cancel();
        pokes.stop();
        monitor.stop();
        stopWatching();
        cycles.cancel();
        await Promise.all([repairs.stop(), cycles.settled(), backups.stop()]);
        deskLock.stop();
        search.stop();
        records.close();
        quietRecords.close();
        store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function offlineReason(servers: ServerProvider): Promise<string | undefined> {
  const client = servers.find();
  if (!client) return 'No server is set up.';
  return (await client.session.current()) === undefined ? 'Nobody is signed in.' : undefined;
}

/** What was made before the database was encrypted is due until it is done; a backup that runs just now comes first. */
function sealOlderFiles(encryption: EncryptionService, log: Log): void {
  encryption.sealFiles().then(
    ({ sealed, left }) => {
      log.write('info', 'older files were encrypted', { sealed, left: left.length });
    },
    (error: unknown) => {
      log.write('warn', 'older files wait to be encrypted', { code: toSatchelError(error).code });
    },
  );
}
