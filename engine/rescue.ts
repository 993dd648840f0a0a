import { mkdirSync } from 'node:fs';
import type { SatchelError } from '../shared/errors/satchel-error.ts';
import { noUpdates } from './api/no-updates.ts';
import type { EngineServices } from './api/services.ts';
import { createBackupApi } from './backup/backup-api.ts';
import { BackupService } from './backup/backup-service.ts';
import { runJobHere } from './backup/jobs.ts';
import { RestoreService } from './backup/restore-service.ts';
import { createDiagnoseApi, diagnose } from './diagnose/diagnose-service.ts';
import { fileChecks } from './diagnose/file-checks.ts';
import { RepairService } from './diagnose/repair-service.ts';
import { createSupportBundle } from './diagnose/support-bundle.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { EncryptionService } from './keys/encryption-service.ts';
import { KeyRing } from './keys/key-ring.ts';
import { databasePath } from './settings/database-path.ts';
import { mendSettings, settingsPath } from './settings/kept-settings.ts';
import { Settings } from './settings/settings.ts';
import { lockHome } from './store/lock.ts';
import { fileStateOf } from './store/sealed-file.ts';

/**
 * The engine of a desk whose database cannot be opened: backups can be listed, verified and restored, and everything
 * else answers with what is wrong. The damaged file is left as it is until a backup takes its place; one whose key is
 * missing opens with its recovery key.
 */
export async function createRescue(options: EngineOptions, problem: SatchelError): Promise<Engine> {
  const { home, ports, restart = () => undefined } = options;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const lock = lockHome(home);
  mendSettings(home, ports.clock.now());
  const settings = new Settings(settingsPath(home), options.environment ?? {});
  const database = databasePath(home, settings);
  const runJob = options.runJob ?? runJobHere;
  const now = (): number => ports.clock.now();
  const ring = await KeyRing.open(ports.secrets);
  const isLocked = problem.code === 'STORE_KEY_MISSING' || problem.code === 'STORE_KEY_WRONG';
  // What takes the place of a sealed database is sealed as well.
  const key = fileStateOf(database) === 'sealed' ? ring.keys[0] : undefined;
  const backups = new BackupService({
    home,
    database,
    ports,
    // A copy of a damaged database is no backup, and would count as one.
    config: () => ({ ...settings.config.backup, enabled: false }),
    runJob,
    ring,
  });
  const restores = new RestoreService({
    home,
    database,
    backups,
    now,
    restart,
    key,
    ring,
  });
  const checks = fileChecks({
    home,
    database,
    backups,
    readDatabase: () => Promise.reject(problem),
    readSettings: () => new Settings(settingsPath(home), {}),
  });
  const repairs = new RepairService({ home, checks, now, backups });
  repairs.resume();
  const broken = failing(problem);
  const services: EngineServices = {
    records: broken as EngineServices['records'],
    drafts: broken as EngineServices['drafts'],
    imports: broken as EngineServices['imports'],
    deleted: broken as EngineServices['deleted'],
    history: broken as EngineServices['history'],
    sync: broken as EngineServices['sync'],
    compare: broken as EngineServices['compare'],
    conflicts: broken as EngineServices['conflicts'],
    quarantine: broken as EngineServices['quarantine'],
    account: broken as EngineServices['account'],
    desk: openDesk(problem),
    settings: {
      all: () => settings.all(),
      get: (key) => settings.get(key),
      set: (key, value) => settings.set(key, value),
    },
    backups: createBackupApi({ home, backups, restores }),
    encryption: new EncryptionService({
      home,
      database,
      isForeign: false,
      ring,
      key: undefined,
      isLocked,
      backups,
      random: ports.random,
      now: () => ports.clock.now(),
      restart,
    }),
    diagnose: createDiagnoseApi({
      checks,
      now,
      bundle: (request) =>
        createSupportBundle(
          {
            home,
            database,
            backups,
            secrets: ports.secrets,
            runJob,
            now,
            diagnose: () => diagnose({ checks, now }, { fix: false }),
            settings: () => settings.all(),
          },
          request,
        ),
    }),
    repair: repairs,
    migrate: broken as EngineServices['migrate'],
    updates: noUpdates,
  };
  return {
    services,
    start: () => undefined,
    close: async () => {
      await Promise.all([repairs.stop(), backups.stop()]);
      lock.release();
    },
  };
}

/** Nothing of a record can be read, so there is nothing to lock. */
function openDesk(problem: SatchelError): EngineServices['desk'] {
  const unlocked = {
    shared: false,
    locked: false,
    person: null,
    since: null,
    idleMinutes: 5,
    locksWithComputer: true,
  };
  return Object.assign(failing(problem) as EngineServices['desk'], {
    state: () => unlocked,
    async *changes(signal: AbortSignal) {
      yield unlocked;
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
    },
    people: () => [],
    active: () => undefined,
  });
}

/** A service whose every method throws. */
function failing(error: SatchelError): unknown {
  return new Proxy(
    {},
    {
      get: (target, name) =>
        (Reflect.get(target, name) as unknown) ??
        (() => {
          throw error;
        }),
    },
  );
}
