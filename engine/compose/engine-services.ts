import { createAccountService } from '../account/account-service.ts';
import { createDeskService } from '../account/desk-service.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import { noUpdates } from '../api/no-updates.ts';
import type { EngineServices } from '../api/services.ts';
import { CompareService } from '../compare/compare-service.ts';
import { createConflictService } from '../conflicts/conflict-service.ts';
import { createQuarantineService } from '../conflicts/quarantine-service.ts';
import { MigrateService } from '../import/migrate-service.ts';
import type { Ports } from '../ports.ts';
import type { Automatic } from './automatic.ts';
import type { DeskPeople } from './desk-people.ts';
import type { Home } from './open-home.ts';
import type { RecordServices } from './record-services.ts';
import type { Safekeeping } from './safekeeping.ts';

export interface EngineServicesOptions {
  readonly home: Home;
  readonly ports: Ports;
  readonly servers: ServerProvider;
  readonly people: DeskPeople;
  readonly automatic: Automatic;
  readonly records: RecordServices;
  readonly safekeeping: Safekeeping;
  readonly restart: (() => void) | undefined;
}

/** Every service of the API: those that the parts have, and those that need several parts. */
export function createEngineServices(options: EngineServicesOptions): EngineServices {
  const { home, ports, servers, people, automatic, safekeeping } = options;
  const { settings, key, store, access } = home;
  const { records, drafts, deleted, imports, history } = options.records;
  const { backups, backupApi, encryption, diagnose, repair } = safekeeping;
  const { sync } = automatic;
  const now = (): number => ports.clock.now();
  const deciding = { store, access, now, actor: people.actor, onChange: automatic.edited };
  const quarantine = createQuarantineService({
    ...deciding,
    saveRecord: (table, recordKey, values) => records.set(table, recordKey, values),
  });
  const account = createAccountService({
    store,
    secrets: ports.secrets,
    settings,
    servers,
    onSignIn: async (signIn) => {
      await people.signedIn(signIn);
      automatic.signedIn();
    },
  });
  return {
    records,
    drafts,
    deleted,
    imports,
    history,
    sync,
    compare: new CompareService({ home: home.folder, store, access, servers, now }),
    conflicts: createConflictService({
      ...deciding,
      beforeBulk: async () => {
        await backups.create({ reason: 'before-bulk-resolve', after: {} });
      },
      quarantine,
    }),
    quarantine,
    account,
    desk: createDeskService({
      lock: people.lock,
      login: (name, word) => account.login(name, word),
    }),
    settings: {
      all: () => settings.all(),
      get: (name) => settings.get(name),
      set: (name, value) => settings.set(name, value),
    },
    diagnose,
    repair,
    encryption,
    migrate: new MigrateService({
      home: home.folder,
      restart: options.restart,
      key,
      store,
      access,
      backups,
      sync,
      client: () => servers.get(),
      now,
      actor: people.actor,
      changed: automatic.changed,
    }),
    backups: backupApi,
    updates: noUpdates,
  };
}
