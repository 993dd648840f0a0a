import { implement } from '@orpc/server';
import { contract } from '../../shared/api/contract.ts';
import type { SyncRequest } from '../../shared/api/sync.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { backupRouter } from './backup-router.ts';
import { encryptionRouter } from './encryption-router.ts';
import { deskRouter } from './desk-router.ts';
import { errorsAsData, os } from './implementer.ts';
import type { RecordReader } from './services.ts';
import { keepingRouter } from './keeping-router.ts';
import { shortStatus } from './short-status.ts';
import { changeSyncConfig, readSyncConfig } from './sync-config.ts';
import { updatesRouter } from './updates-router.ts';
import { watch } from './watch.ts';

export interface ReaderContext {
  readonly services: { readonly records: RecordReader };
}

const readers = implement({ records: pickReaders() })
  .$context<ReaderContext>()
  .use(({ next }) => errorsAsData(() => next()));

/** What the reader thread serves, and nothing else. */
export const readerRouter = {
  records: {
    list: readers.records.list.handler(({ context, input }) =>
      context.services.records.list(input),
    ),
    get: readers.records.get.handler(({ context, input }) =>
      context.services.records.get(input.table, input.key),
    ),
    search: readers.records.search.handler(({ context, input }) =>
      context.services.records.search(input),
    ),
  },
};

/** The one implementation of the contract; every transport serves it. */
export const engineRouter = os.router({
  status: {
    get: os.status.get.handler(({ context }) => context.services.sync.status()),
    watch: os.status.watch.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.sync.statusChanges(gone),
        (report) => report,
      ),
    ),
    short: os.status.short.handler(async ({ context }) =>
      shortStatus(await context.services.sync.status(), new Date(context.now())),
    ),
    network: os.status.network.handler(({ context }) => {
      const { running, online, lastCheckAt, checkSeconds } = context.services.sync.network();
      return {
        is_running: running,
        is_online: online,
        last_check: lastCheckAt === null ? null : new Date(lastCheckAt).toISOString(),
        check_interval_seconds: checkSeconds,
      };
    }),
    desks: os.status.desks.handler(({ context }) => context.services.sync.desks()),
    testConnection: os.status.testConnection.handler(({ context }) =>
      context.services.sync.testConnection(),
    ),
  },
  sync: {
    run: os.sync.run.handler(({ context, input }) =>
      context.services.sync.run(withTables(input), 'manual'),
    ),
    trigger: os.sync.trigger.handler(async ({ context, input }) => {
      const report = await context.services.sync.run(withTables(input), 'manual');
      return {
        success: report.status === 'success',
        message: report.error?.message ?? `Sync ended: ${report.status}.`,
        timestamp: report.endTime ?? report.startTime,
      };
    }),
    progress: os.sync.progress.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.sync.progress(gone),
        (progress) => progress,
      ),
    ),
    cancel: os.sync.cancel.handler(({ context }) => ({ success: context.services.sync.cancel() })),
    pause: os.sync.pause.handler(({ context, input }) => {
      context.services.sync.pause(input.minutes);
      return { success: true };
    }),
    wake: os.sync.wake.handler(({ context }) => {
      context.services.sync.wake();
      return { success: true };
    }),
    resume: os.sync.resume.handler(({ context }) => {
      context.services.sync.resume();
      return { success: true };
    }),
  },
  conflicts: {
    list: os.conflicts.list.handler(({ context, input }) =>
      context.services.conflicts.list({
        resolved: input.resolved,
        table: input.table ?? input.collection,
      }),
    ),
    resolve: os.conflicts.resolve.handler(({ context, input }) => {
      const { id, ...choice } = input;
      const answer = context.services.conflicts.resolve(id, choice);
      return {
        success: true,
        message: answer.message,
        conflict_id: id,
        resolved_by: answer.resolvedBy,
        resolved_at: new Date(answer.resolvedAt).toISOString(),
      };
    }),
    resolveMany: os.conflicts.resolveMany.handler(({ context, input }) =>
      context.services.conflicts.resolveMany(input),
    ),
    undo: os.conflicts.undo.handler(({ context, input }) => {
      context.services.conflicts.undo(input.id);
      return { success: true };
    }),
    autoResolve: os.conflicts.autoResolve.handler(({ context, input }) =>
      context.services.conflicts.autoResolve(input),
    ),
  },
  quarantine: {
    list: os.quarantine.list.handler(({ context }) => context.services.quarantine.list()),
    edit: os.quarantine.edit.handler(({ context, input }) => {
      context.services.quarantine.edit(input.id, input.values);
      return { success: true };
    }),
    retry: os.quarantine.retry.handler(({ context, input }) =>
      context.services.quarantine.retry(input.ids),
    ),
    export: os.quarantine.export.handler(({ context, input }) =>
      context.services.quarantine.export(input.ids),
    ),
    discard: os.quarantine.discard.handler(({ context, input }) =>
      context.services.quarantine.discard(input.id, input),
    ),
    discarded: os.quarantine.discarded.handler(({ context }) =>
      context.services.quarantine.discarded(),
    ),
    undo: os.quarantine.undo.handler(({ context, input }) => {
      context.services.quarantine.undo(input.undo);
      return { success: true };
    }),
  },
  logs: {
    list: os.logs.list.handler(({ context, input }) => context.services.sync.runs(input.limit)),
    get: os.logs.get.handler(({ context, input }) => context.services.sync.runDetail(input.id)),
  },
  compare: {
    run: os.compare.run.handler(({ context, signal }) => context.services.compare.run(signal)),
    last: os.compare.last.handler(({ context }) => context.services.compare.last()),
    progress: os.compare.progress.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.compare.progress(gone),
        (progress) => progress,
      ),
    ),
    rows: os.compare.rows.handler(({ context, input, signal }) =>
      context.services.compare.rows(input.table, signal),
    ),
  },
  backups: backupRouter,
  encryption: encryptionRouter,
  updates: updatesRouter,
  diagnose: {
    run: os.diagnose.run.handler(({ context, input }) => context.services.diagnose.run(input)),
    bundle: os.diagnose.bundle.handler(({ context, input }) =>
      context.services.diagnose.bundle(input),
    ),
  },
  migrate: {
    run: os.migrate.run.handler(({ context, input }) => context.services.migrate.run(input)),
    progress: os.migrate.progress.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.migrate.progress(gone),
        (progress) => progress,
      ),
    ),
    cancel: os.migrate.cancel.handler(({ context }) => ({
      success: context.services.migrate.cancel(),
    })),
  },
  repair: {
    start: os.repair.start.handler(({ context }) => context.services.repair.start()),
    get: os.repair.get.handler(({ context }) => context.services.repair.get()),
    watch: os.repair.watch.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.repair.watch(gone),
        (repair) => repair,
      ),
    ),
    cancel: os.repair.cancel.handler(({ context }) => ({
      success: context.services.repair.cancel(),
    })),
  },
  records: {
    tables: os.records.tables.handler(({ context }) => context.services.records.tables()),
    list: os.records.list.handler(({ context, input }) => context.services.records.list(input)),
    get: os.records.get.handler(({ context, input }) =>
      context.services.records.get(input.table, input.key),
    ),
    search: os.records.search.handler(({ context, input }) =>
      context.services.records.search(input),
    ),
    add: os.records.add.handler(({ context, input }) =>
      context.services.records.add(input.table, input.values),
    ),
    addMany: os.records.addMany.handler(({ context, input }) => ({
      keys: context.services.records.addMany(input.table, input.rows),
    })),
    set: os.records.set.handler(({ context, input }) =>
      context.services.records.set(input.table, input.key, input.values),
    ),
    delete: os.records.delete.handler(({ context, input }) => {
      context.services.records.delete(input.table, input.key);
      return { success: true };
    }),
    watch: os.records.watch.handler(async ({ context, signal }) =>
      watch(
        signal,
        (gone) => context.services.records.changes(gone),
        (tables) => ({ tables }),
      ),
    ),
  },
  ...keepingRouter,
  account: {
    setup: os.account.setup.handler(({ context, input }) => context.services.account.setup(input)),
    login: os.account.login.handler(({ context, input }) =>
      context.services.account.login(input.username, input.password),
    ),
    logout: os.account.logout.handler(({ context }) => context.services.account.logout()),
    whoami: os.account.whoami.handler(({ context }) => context.services.account.whoami()),
    password: os.account.password.handler(async ({ context, input }) => {
      await context.services.account.changePassword(input.current, input.next);
      return { success: true };
    }),
  },
  desk: deskRouter,
  settings: {
    all: os.settings.all.handler(({ context }) => context.services.settings.all()),
    set: os.settings.set.handler(({ context, input }) =>
      context.services.settings.set(input.key, input.value),
    ),
    getSync: os.settings.getSync.handler(({ context }) => readSyncConfig(context.services)),
    setSync: os.settings.setSync.handler(({ context, input }) =>
      changeSyncConfig(context.services, input),
    ),
  },
});

function pickReaders() {
  const { list, get, search } = contract.records;
  return { list, get, search };
}

/** `collections` is the older name of `tables`; naming both differently is refused rather than guessed. */
function withTables({ collections, ...request }: SyncRequest): SyncRequest {
  if (!collections) return request;
  if (request.tables && request.tables.join() !== collections.join()) {
    throw new SatchelError('USAGE', {
      detail: '"tables" and "collections" are the same field and differ.',
    });
  }
  return { ...request, tables: collections };
}
