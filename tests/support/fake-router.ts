import { implement } from '@orpc/server';
import type { BackupProgress } from '../../shared/api/backups.ts';
import type { CompareProgress } from '../../shared/api/compare.ts';
import { contract } from '../../shared/api/contract.ts';
import type { MigrateProgress } from '../../shared/api/migrate.ts';
import type { TableDescription } from '../../shared/api/records.ts';
import type { SyncProgress, SyncReport } from '../../shared/api/sync.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { fakeDesks, refused, syncConfig } from './fake-answers.ts';
import { toRpcError } from '../../engine/api/errors-as-data.ts';
import type { FakeEngine } from './fake-engine.ts';
import { fakeMigration } from './fake-migration.ts';
import { fakeRepair } from './fake-repair.ts';
import { settingsOver } from './fake-settings.ts';

/** The whole contract, answered by the double. */
export function fakeRouter(engine: FakeEngine) {
  const os = implement(contract);
  const { backups, encryption } = engine;
  return os.router({
    status: {
      get: os.status.get.handler(() => engine.status()),
      watch: os.status.watch.handler(({ signal }) =>
        engine.watch('status', () => engine.status(), signal),
      ),
      short: os.status.short.handler(() => ({
        lastSync: engine.status().lastSyncTime,
        local: {},
        remote: {},
        isHealthy: true,
        timestamp: engine.iso(),
      })),
      network: os.status.network.handler(() => ({
        is_running: true,
        is_online: engine.online,
        last_check: engine.iso(),
        check_interval_seconds: 30,
      })),
      desks: os.status.desks.handler(() => ({ desks: fakeDesks(engine) })),
      testConnection: os.status.testConnection.handler(() => ({
        environment: 'production',
        url: engine.server,
        ok: engine.online,
        steps: [
          engine.online
            ? {
                name: 'reach the server',
                ok: true,
                ...spoken(say('server-answered', { roundTrip: 12 })),
              }
            : { name: 'reach the server', ok: false, ...spoken(say('server-silent')) },
        ],
        roundTripMs: 12,
      })),
    },
    diagnose: {
      run: os.diagnose.run.handler(({ input }) => engine.diagnosis.run(input)),
      bundle: os.diagnose.bundle.handler(({ input }) => ({
        path: input.to ?? 'bundle.zip',
        sizeBytes: 0,
        files: [],
      })),
    },
    migrate: {
      run: os.migrate.run.handler(() => fakeMigration),
      progress: os.migrate.progress.handler(({ signal }) =>
        engine.stream<MigrateProgress>('migrate', signal),
      ),
      cancel: os.migrate.cancel.handler(() => ({ success: false })),
    },
    repair: {
      start: os.repair.start.handler(() => fakeRepair(engine.iso())),
      get: os.repair.get.handler(() => null),
      watch: os.repair.watch.handler(({ signal }) => engine.watch('repair', () => null, signal)),
      cancel: os.repair.cancel.handler(() => ({ success: false })),
    },
    updates: {
      state: os.updates.state.handler(() => engine.updates.state()),
      watch: os.updates.watch.handler(({ signal }) =>
        engine.watch('updates', () => engine.updates.state(), signal),
      ),
      look: os.updates.look.handler(() => engine.updates.look()),
      install: os.updates.install.handler(({ input }) => engine.updates.install(input.anyway)),
      later: os.updates.later.handler(() => engine.updates.later()),
    },
    encryption: {
      status: os.encryption.status.handler(() => encryption.status()),
      turnOn: os.encryption.turnOn.handler(() => encryption.turnOn()),
      turnOff: os.encryption.turnOff.handler(async () => {
        await encryption.turnOff();
        return { success: true };
      }),
      newKey: os.encryption.newKey.handler(() => encryption.newKey()),
      showKey: os.encryption.showKey.handler(() => encryption.showKey()),
      testKey: os.encryption.testKey.handler(({ input }) => encryption.testKey(input.recoveryKey)),
      recover: os.encryption.recover.handler(({ input }) => encryption.recover(input.recoveryKey)),
      sealFiles: os.encryption.sealFiles.handler(() => encryption.sealFiles()),
      exportLog: os.encryption.exportLog.handler(async ({ input }) => ({
        path: await encryption.exportLog(input),
      })),
    },
    backups: {
      status: os.backups.status.handler(() => backups.status()),
      watch: os.backups.watch.handler(({ signal }) =>
        engine.watch('backups', () => backups.status(), signal),
      ),
      list: os.backups.list.handler(() => backups.list()),
      create: os.backups.create.handler(async ({ input }) => {
        const made = await backups.create({ ...input, reason: 'manual' });
        engine.events.emit('backups', true);
        return made;
      }),
      verify: os.backups.verify.handler(({ input }) => backups.verify(input)),
      restore: os.backups.restore.handler(({ input }) => backups.restore(input)),
      export: os.backups.export.handler(async ({ input }) => ({
        path: await backups.exportTo(input),
      })),
      cancel: os.backups.cancel.handler(() => ({ success: backups.cancel() })),
      progress: os.backups.progress.handler(({ signal }) =>
        engine.stream<BackupProgress>('backup-progress', signal),
      ),
      setPassphrase: os.backups.setPassphrase.handler(async ({ input }) => {
        await backups.setPassphrase(input.passphrase ?? undefined);
        return { success: true };
      }),
      recoverable: os.backups.recoverable.handler(() => backups.recoverable()),
      recover: os.backups.recover.handler(({ input }) => backups.recover(input)),
    },
    sync: {
      run: os.sync.run.handler(async ({ input }) => {
        const run = await engine.run('manual', input);
        engine.compare.synced(input.tables);
        return run;
      }),
      trigger: os.sync.trigger.handler(async () => {
        await engine.run('manual');
        return { success: true, message: 'Synced', timestamp: engine.iso() };
      }),
      progress: os.sync.progress.handler(({ signal }) =>
        engine.stream<SyncProgress>('progress', signal),
      ),
      cancel: os.sync.cancel.handler(() => {
        engine.running?.abort();
        return { success: true };
      }),
      pause: os.sync.pause.handler(() => {
        engine.paused = true;
        engine.changed();
        return { success: true };
      }),
      wake: os.sync.wake.handler(() => ({ success: true })),
      resume: os.sync.resume.handler(() => {
        engine.paused = false;
        engine.changed();
        return { success: true };
      }),
    },
    conflicts: {
      list: os.conflicts.list.handler(({ input }) =>
        engine.conflicts.filter(
          (conflict) => input.resolved === undefined || conflict.resolved === input.resolved,
        ),
      ),
      resolve: os.conflicts.resolve.handler(({ input }) => {
        const conflict = engine.conflicts.find((one) => one._id === input.id);
        if (!conflict) throw refused('CONFLICT_NOT_FOUND', { id: input.id });
        if (conflict.resolved) throw refused('CONFLICT_RESOLVED', { id: input.id });
        conflict.resolved = true;
        conflict.strategy = input.strategy as 'keep_local';
        conflict.undoable = true;
        conflict.resolvedAt = engine.iso();
        conflict.resolvedBy = engine.records.username;
        const row = engine.records.tables.get(conflict.collection)?.get(conflict.localId);
        if (row && conflict.field) {
          const mine = input.strategy !== 'keep_remote';
          const typed = input.newValue ?? conflict.localValue;
          row.values[conflict.field] = mine ? typed : conflict.remoteValue;
          row.syncStatus = mine ? 'pending' : 'synced';
        }
        engine.changed([conflict.collection]);
        return {
          success: true,
          message: 'Resolved.',
          conflict_id: input.id,
          resolved_by: engine.records.username,
          resolved_at: engine.iso(),
        };
      }),
      resolveMany: os.conflicts.resolveMany.handler(({ input }) => {
        const open = engine.conflicts.filter(
          ({ resolved, _id }) => !resolved && (input.ids?.includes(_id) ?? true),
        );
        for (const conflict of open) {
          conflict.resolved = true;
          conflict.strategy = input.strategy as 'keep_local';
          conflict.resolvedAt = engine.iso();
          conflict.resolvedBy = engine.records.username;
          conflict.undoable = true;
        }
        engine.changed(open.map(({ collection }) => collection));
        return { resolved: open.map(({ _id }) => _id), failed: [] };
      }),
      undo: os.conflicts.undo.handler(({ input }) => {
        const conflict = engine.conflicts.find((one) => one._id === input.id);
        if (!conflict) throw refused('CONFLICT_NOT_FOUND', { id: input.id });
        if (!conflict.resolved) throw refused('CONFLICT_OPEN', { id: input.id });
        conflict.resolved = false;
        conflict.undoable = false;
        conflict.strategy = null;
        engine.changed([conflict.collection]);
        return { success: true };
      }),
      autoResolve: os.conflicts.autoResolve.handler(({ input }) => ({
        dryRun: input.dryRun,
        resolved: [],
        skipped: engine.conflicts
          .filter(({ resolved }) => !resolved)
          .map(({ _id, collection, title, field, fieldLabel }) => ({
            id: _id,
            quarantined: false,
            collection,
            title,
            field,
            fieldLabel,
            reason: 'it is not known which of the two was written later',
            said: [say('auto-unknown')],
          })),
        failed: [],
      })),
    },
    quarantine: {
      list: os.quarantine.list.handler(() => engine.quarantine.list()),
      edit: os.quarantine.edit.handler(({ input }) => {
        const { table, key } = engine.quarantine.get(input.id);
        engine.records.set(table, key, input.values);
        engine.changed([table]);
        return { success: true };
      }),
      retry: os.quarantine.retry.handler(({ input }) => ({
        retried: engine.quarantine.retry(input.ids),
        failed: [],
      })),
      export: os.quarantine.export.handler(({ input }) => ({
        exportedAt: engine.iso(),
        device: engine.deskName,
        records: engine.quarantine
          .list()
          .filter(({ id }) => input.ids?.includes(id) ?? true)
          .map((row) => ({
            ...row,
            mine: engine.records.get(row.table, row.key).values,
            server: null,
          })),
      })),
      discard: os.quarantine.discard.handler(({ input }) => engine.quarantine.discard(input.id)),
      discarded: os.quarantine.discarded.handler(() => engine.quarantine.discarded()),
      undo: os.quarantine.undo.handler(({ input }) => {
        engine.quarantine.undo(input.undo);
        return { success: true };
      }),
    },
    logs: {
      list: os.logs.list.handler(({ input }) =>
        engine.runs
          .slice(0, input.limit)
          .map(({ events: _events, ...report }): SyncReport => report),
      ),
      get: os.logs.get.handler(({ input }) => {
        const run = engine.runs.find(({ id }) => id === input.id);
        if (!run) throw refused('LOG_NOT_FOUND', { id: input.id });
        return run;
      }),
    },
    compare: {
      run: os.compare.run.handler(() => engine.compare.run()),
      last: os.compare.last.handler(() => engine.compare.last()),
      progress: os.compare.progress.handler(({ signal }) =>
        engine.stream<CompareProgress>('compare', signal),
      ),
      rows: os.compare.rows.handler(({ input }) => engine.compare.rows(input.table)),
    },
    records: {
      tables: os.records.tables.handler(() =>
        clinicSchema.tables.map((table) => ({ ...table }) as unknown as TableDescription),
      ),
      list: os.records.list.handler(({ input }) => engine.records.list(input)),
      get: os.records.get.handler(({ input }) => engine.records.get(input.table, input.key)),
      search: os.records.search.handler(({ input }) => engine.records.search(input)),
      add: os.records.add.handler(({ input }) => {
        const key = engine.records.insert(input.table, input.values);
        engine.changed([input.table]);
        return engine.records.get(input.table, key);
      }),
      addMany: os.records.addMany.handler(({ input }) => ({
        keys: input.rows.map((row) => engine.records.insert(input.table, row)),
      })),
      set: os.records.set.handler(({ input }) => {
        const record = engine.records.set(input.table, input.key, input.values);
        engine.changed([input.table]);
        return record;
      }),
      delete: os.records.delete.handler(({ input }) => {
        engine.keeping.noteDeleted(
          engine.records.get(input.table, input.key),
          engine.records.username,
        );
        engine.records.delete(input.table, input.key);
        engine.changed([input.table]);
        return { success: true };
      }),
      watch: os.records.watch.handler(({ signal }) =>
        engine.stream<{ tables: string[] }>('tables', signal),
      ),
    },
    drafts: {
      list: os.drafts.list.handler(({ input }) => engine.keeping.drafts(input)),
      save: os.drafts.save.handler(({ input }) => {
        engine.keeping.saveDraft(input);
        return { success: true };
      }),
      discard: os.drafts.discard.handler(({ input }) => ({
        success: engine.keeping.discardDraft(input.id),
      })),
    },
    deleted: {
      list: os.deleted.list.handler(({ input }) => engine.keeping.deleted(input)),
      bringBack: os.deleted.bringBack.handler(({ input }) => {
        const deleted = engine.keeping.takeDeleted(input.id);
        if (!deleted) throw refused('DELETED_NOT_FOUND', { id: input.id });
        engine.records.insert(deleted.table, deleted.values);
        engine.changed([deleted.table]);
        return engine.records.get(deleted.table, deleted.key);
      }),
    },
    imports: {
      check: os.imports.check.handler(({ input }) => ({ problems: input.rows.map(() => null) })),
      add: os.imports.add.handler(({ input }) => {
        for (const row of input.rows) engine.records.insert(input.table, row);
        engine.changed([input.table]);
        return { import: 1, problems: input.rows.map(() => null) };
      }),
      list: os.imports.list.handler(() => []),
      undo: os.imports.undo.handler(({ input }) => {
        throw refused('IMPORT_NOT_FOUND', { id: input.id });
      }),
    },
    history: {
      get: os.history.get.handler(() => engine.keeping.history),
    },
    account: {
      setup: os.account.setup.handler(({ input }) => {
        if (input.password === 'wrong') throw refused('SIGN_IN_REFUSED');
        if (input.server?.includes('nowhere'))
          throw refused('SERVER_UNREACHABLE', { server: input.server, detail: 'no such host' });
        engine.configured = true;
        engine.signedIn = true;
        engine.server = input.server ?? engine.server;
        engine.records.username = input.username ?? engine.records.username;
        engine.deskName = input.deviceName ?? engine.deskName;
        engine.changed();
        return engine.account();
      }),
      login: os.account.login.handler(({ input }) => {
        if (input.password === 'wrong') throw refused('SIGN_IN_REFUSED');
        engine.signedIn = true;
        engine.records.username = input.username;
        engine.changed();
        return engine.account();
      }),
      logout: os.account.logout.handler(() => {
        engine.signedIn = false;
        engine.changed();
        return engine.account();
      }),
      whoami: os.account.whoami.handler(() => engine.account()),
      password: os.account.password.handler(() => ({ success: true })),
    },
    desk: {
      state: os.desk.state.handler(() => engine.desk.state()),
      watch: os.desk.watch.handler(({ signal }) =>
        engine.watch('status', () => engine.desk.state(), signal),
      ),
      people: os.desk.people.handler(() => engine.desk.people()),
      lock: os.desk.lock.handler(() => engine.desk.lock()),
      unlock: os.desk.unlock.handler(({ input }) =>
        refusing(() => engine.desk.unlock(input.username, input.pin)),
      ),
      active: os.desk.active.handler(() => ({ success: true })),
      setPin: os.desk.setPin.handler(({ input }) => engine.desk.setPin(input)),
      changePin: os.desk.changePin.handler(async ({ input }) => {
        await refusing(() => engine.desk.changePin(input.current, input.next));
        return { success: true };
      }),
      removePin: os.desk.removePin.handler(({ input }) => engine.desk.removePin(input.username)),
    },
    settings: {
      all: os.settings.all.handler(() => settingsOver(engine.settings)),
      set: os.settings.set.handler(({ input }) => {
        engine.settings.set(input.key, input.value);
        return { ...input, source: 'file' as const };
      }),
      getSync: os.settings.getSync.handler(() => syncConfig),
      setSync: os.settings.setSync.handler(({ input }) => ({ ...syncConfig, ...input })),
    },
  });
}

/** The double's own errors as they reach a client. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toRpcError(error);
  }
}

function spoken(...said: Said[]): { detail: string; said: Said[] } {
  return { detail: inEnglish(said), said };
}
