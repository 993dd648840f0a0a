import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { EngineServices, RecordService } from '../api/services.ts';
import { createBackupApi } from '../backup/backup-api.ts';
import { BackupService } from '../backup/backup-service.ts';
import type { RunJob } from '../backup/jobs.ts';
import { RestoreService } from '../backup/restore-service.ts';
import type { Check } from '../diagnose/check.ts';
import { createDiagnoseApi, diagnose } from '../diagnose/diagnose-service.ts';
import { fileChecks } from '../diagnose/file-checks.ts';
import { refetchTables } from '../diagnose/refetch.ts';
import { RepairService } from '../diagnose/repair-service.ts';
import { createSupportBundle } from '../diagnose/support-bundle.ts';
import { syncChecks } from '../diagnose/sync-checks.ts';
import { EncryptionService } from '../keys/encryption-service.ts';
import type { Log, Ports } from '../ports.ts';
import { settingsPath } from '../settings/kept-settings.ts';
import { Settings } from '../settings/settings.ts';
import type { Automatic } from './automatic.ts';
import type { Home } from './open-home.ts';

export interface SafekeepingOptions {
  readonly home: Home;
  readonly ports: Ports;
  readonly servers: ServerProvider;
  readonly automatic: Pick<Automatic, 'sync' | 'changed'>;
  readonly records: RecordService;
  readonly runJob: RunJob;
  readonly restart: (() => void) | undefined;
}

/** What keeps the desk's files: backups, encryption, checks and repairs. */
export interface Safekeeping extends Pick<EngineServices, 'encryption' | 'diagnose' | 'repair'> {
  readonly backups: BackupService;
  readonly backupApi: EngineServices['backups'];
  /** Begins scheduled backups, and what encrypting left to do. */
  start(): void;
  stop(): Promise<void>;
}

export function createSafekeeping(options: SafekeepingOptions): Safekeeping {
  const { home, ports, automatic, runJob } = options;
  const { restart = () => undefined } = options;
  const { folder, database, settings, key, ring, store } = home;
  const { clock, random, secrets, log } = ports;
  const now = (): number => clock.now();
  const desk = { home: folder, database, key, ring };
  const backups = new BackupService({
    ...desk,
    ports,
    config: () => settings.config.backup,
    runJob,
  });
  const restores = new RestoreService({ ...desk, backups, now, restart });
  const encryption = new EncryptionService({
    ...desk,
    isForeign: store.schema.isForeign ?? false,
    backups,
    random,
    now,
    restart,
  });
  const checks = [
    ...fileChecks({
      home: folder,
      database,
      backups,
      readDatabase: () =>
        backups.run({ task: 'verify', name: 'check-database' }, { path: database, key }, {}),
      readSettings: () => new Settings(settingsPath(folder), {}),
      checkpoint: () => store.db.pragma('wal_checkpoint(TRUNCATE)'),
    }),
    ...syncChecks({ store, servers: options.servers, sync: automatic.sync, clock }),
  ];
  const repair = createRepair({ ...options, checks, backups, now });
  repair.resume();

  return {
    backups,
    backupApi: createBackupApi({
      home: folder,
      backups,
      restores,
      ring,
      desk: { store, records: options.records },
    }),
    encryption,
    diagnose: createDiagnoseApi({
      checks,
      now,
      bundle: (request) =>
        createSupportBundle(
          {
            home: folder,
            database,
            key,
            backups,
            secrets,
            runJob,
            now,
            diagnose: () => diagnose({ checks, now }, { fix: false }),
            settings: () => settings.all(),
            sync: automatic.sync,
          },
          request,
        ),
    }),
    repair,
    start() {
      backups.start();
      if (key && encryption.status().plainFiles > 0) sealOlderFiles(encryption, log);
    },
    async stop() {
      await Promise.all([repair.stop(), backups.stop()]);
    },
  };
}

function createRepair(
  options: SafekeepingOptions & {
    readonly checks: readonly Check[];
    readonly backups: BackupService;
    readonly now: () => number;
  },
): RepairService {
  const { home, servers, automatic, checks, backups, now } = options;
  const { folder, store, access } = home;
  return new RepairService({
    home: folder,
    checks,
    now,
    backups,
    restart: options.restart,
    desk: {
      store,
      sync: automatic.sync,
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
        automatic.changed(tables);
        return found;
      },
    },
  });
}

async function offlineReason(servers: ServerProvider): Promise<Said | undefined> {
  const client = servers.find();
  if (!client) return say('repair-no-server');
  return (await client.session.current()) === undefined ? say('repair-signed-out') : undefined;
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
