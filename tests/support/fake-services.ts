import { noUpdates } from '../../engine/api/no-updates.ts';
import type { EngineServices } from '../../engine/api/services.ts';
import type { Account } from '../../shared/api/account.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import type { Setting } from '../../shared/api/settings.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import type { CompareReport } from '../../shared/api/compare.ts';
import type { RunDetail, SyncProgress, SyncReport, SyncRequest } from '../../shared/api/sync.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { findColumn, findTable } from '../../shared/records/manifest.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { EventQueue } from './event-queue.ts';
import { fakeMigration } from './fake-migration.ts';
import { fakeRepair } from './fake-repair.ts';
import { createFakeBackups } from './fake-backups.ts';
import { createFakeEncryption } from './fake-encryption.ts';
import { FakeDesk } from './fake-desk.ts';
import { FakeKeeping } from './fake-keeping.ts';

const AT = '2026-03-02T09:00:00.000Z';

/** A double of the engine's services, in memory: right in shape and in its errors, without store or server. */
export interface FakeServices extends EngineServices {
  /** What the router passed on, newest last. */
  readonly syncRequests: SyncRequest[];
  /** Readers of each stream at this moment. */
  listening(): { changes: number; progress: number; status: number };
  announce(progress: SyncProgress): void;
}

export function createFakeServices(): FakeServices {
  const rows = new Map<string, Map<string, RecordView>>();
  const changes = new EventQueue<string[]>();
  const progress = new EventQueue<SyncProgress>();
  const statuses = new EventQueue<StatusReport>();
  const settings = new Map<string, Setting>(fakeSettings.map((setting) => [setting.key, setting]));
  const syncRequests: SyncRequest[] = [];
  const conflicts = [fakeConflict];
  const keeping = new FakeKeeping(() => AT);
  const desk = new FakeDesk();
  let account = signedOut;
  let nextId = 1;

  const tableRows = (name: string): Map<string, RecordView> => {
    if (!findTable(clinicSchema, name)) {
      throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: '' });
    }
    const found = rows.get(name) ?? new Map<string, RecordView>();
    rows.set(name, found);
    return found;
  };
  const check = (name: string, values: Readonly<Record<string, WireValue>>): void => {
    const table = findTable(clinicSchema, name);
    for (const [key, value] of Object.entries(values)) {
      const column = table && findColumn(table, key);
      if (!column) {
        throw new SatchelError('COLUMN_UNKNOWN', { table: name, column: key, suggestion: '' });
      }
      const problem = valueProblem(column, value);
      if (problem)
        throw new SatchelError('VALUE_INVALID', {
          table: name,
          column: key,
          problem: sayProblem(problem, column),
        });
    }
  };
  const getRow = (table: string, key: string): RecordView => {
    const row = tableRows(table).get(key);
    if (!row) throw new SatchelError('RECORD_NOT_FOUND', { table, key });
    return row;
  };
  const add = (table: string, values: Readonly<Record<string, WireValue>>): RecordView => {
    const into = tableRows(table);
    check(table, values);
    const key = typeof values['id'] === 'string' ? values['id'] : `id-${nextId++}`;
    const row: RecordView = {
      table,
      key,
      title: key,
      values: { id: key, ...values },
      references: {},
      updatedAt: AT,
      syncedAt: null,
      origin: 'local',
      updatedBy: null,
      syncStatus: 'pending',
    };
    into.set(key, row);
    changes.push([table]);
    return row;
  };
  const status = (): StatusReport => fakeStatus(rows.get('owners')?.size ?? 0);

  return {
    desk,
    compare: {
      run: () => Promise.resolve(equalSides),
      last: () => equalSides,
      rows: (table) => Promise.resolve({ table, at: AT, count: 0, rows: [] }),
      async *progress() {
        yield await Promise.resolve({ phase: 'done', table: null, rows: 0, totalRows: null });
      },
    },
    drafts: {
      list: (query) => keeping.drafts(query),
      save: (draft) => {
        keeping.saveDraft(draft);
      },
      discard: (id) => keeping.discardDraft(id),
    },
    deleted: {
      list: (query) => keeping.deleted(query),
      bringBack: (id) => {
        const deleted = keeping.takeDeleted(id);
        if (!deleted) throw new SatchelError('DELETED_NOT_FOUND', { id });
        return add(deleted.table, deleted.values);
      },
    },
    imports: {
      check: ({ rows }) => ({ problems: rows.map(() => null) }),
      add: ({ table, rows }) => {
        for (const row of rows) add(table, row);
        return { import: 1, problems: rows.map(() => null) };
      },
      list: () => [],
      undo: ({ id }) => {
        throw new SatchelError('IMPORT_NOT_FOUND', { id });
      },
    },
    history: {
      get: () => Promise.resolve(keeping.history),
    },
    diagnose: {
      run: () => Promise.resolve({ at: AT, healthy: true, findings: [] }),
      bundle: ({ to }) => Promise.resolve({ path: to ?? 'bundle.zip', sizeBytes: 0, files: [] }),
    },
    updates: noUpdates,
    migrate: {
      run: () => Promise.resolve(fakeMigration),
      async *progress() {
        yield await Promise.resolve({ phase: 'done', table: null, done: 0, total: null });
      },
      cancel: () => false,
    },
    repair: {
      start: () => fakeRepair(AT),
      get: () => null,
      async *watch() {
        yield await Promise.resolve(null);
      },
      cancel: () => false,
    },
    backups: createFakeBackups({ now: () => Date.parse(AT), age: 1 }),
    encryption: createFakeEncryption(),
    syncRequests,
    listening: () => ({
      changes: changes.readers,
      progress: progress.readers,
      status: statuses.readers,
    }),
    announce: (event) => {
      progress.push(event);
    },
    records: {
      tables: () => clinicSchema.tables.map(({ ...table }) => table as unknown as TableDescription),
      list: ({ table, ...range }) => {
        const [limit, offset] = [Number(range.limit ?? 100), Number(range.offset ?? 0)];
        const all = [...tableRows(table).values()];
        return { records: all.slice(offset, offset + limit), total: all.length };
      },
      get: getRow,
      search: ({ table }) => {
        if (table !== undefined) tableRows(table);
        return { records: [], more: false, unread: 0 };
      },
      add,
      addMany: (table, many) => many.map((values) => add(table, values).key),
      set: (table, key, values) => {
        const row = getRow(table, key);
        check(table, values);
        const changed = { ...row, values: { ...row.values, ...values } };
        tableRows(table).set(key, changed);
        changes.push([table]);
        return changed;
      },
      delete: (table, key) => {
        keeping.noteDeleted(getRow(table, key), 'mara');
        tableRows(table).delete(key);
        changes.push([table]);
      },
      changes: (signal) => changes.read(signal),
    },
    sync: {
      run: (request) => {
        syncRequests.push(request);
        if (request.direction === 'pull') {
          return Promise.reject(
            new SatchelError('SERVER_UNREACHABLE', { server: 'http://x', detail: 'refused' }),
          );
        }
        return Promise.resolve({ ...fakeRun, collections: request.tables ?? [] });
      },
      cancel: () => true,
      pause: () => undefined,
      resume: () => undefined,
      wake: () => undefined,
      progress: (signal) => progress.read(signal),
      status: () => Promise.resolve(status()),
      statusChanges: (signal) => statuses.read(signal),
      network: () => ({
        running: true,
        online: true,
        lastCheckAt: Date.parse(AT),
        checkSeconds: 30,
      }),
      desks: () => Promise.resolve({ desks: [] }),
      testConnection: () =>
        Promise.resolve({
          environment: 'production',
          url: 'http://127.0.0.1:1',
          ok: true,
          steps: [{ name: 'reach', ok: true, detail: 'found', said: [] }],
          roundTripMs: 1,
        }),
      compare: () => Promise.resolve(equalSides),
      runs: (limit) => [fakeRun].slice(0, limit),
      runDetail: (id) => {
        if (id !== fakeRun.id) throw new SatchelError('LOG_NOT_FOUND', { id });
        return { ...fakeRun, events: [] } satisfies RunDetail;
      },
    },
    conflicts: {
      list: ({ resolved, table }) =>
        conflicts.filter(
          (conflict) =>
            (resolved === undefined || conflict.resolved === resolved) &&
            (table === undefined || conflict.collection === table),
        ),
      resolve: (id, { strategy }) => {
        if (id !== fakeConflict._id) throw new SatchelError('CONFLICT_NOT_FOUND', { id });
        if (strategy !== 'keep_local' && strategy !== 'keep_remote') {
          throw new SatchelError('STRATEGY_UNKNOWN', {
            strategy,
            strategies: 'keep_local, keep_remote',
          });
        }
        return { message: 'Resolved.', resolvedBy: 'mara', resolvedAt: Date.parse(AT) };
      },
      resolveMany: ({ ids = [fakeConflict._id] }) =>
        Promise.resolve({ resolved: [...ids], failed: [] }),
      undo: (id) => {
        throw new SatchelError('CONFLICT_OPEN', { id });
      },
      autoResolve: ({ dryRun }) =>
        Promise.resolve({ dryRun, resolved: [], skipped: [], failed: [] }),
    },
    quarantine: {
      list: () => [],
      edit: (id) => {
        throw new SatchelError('QUARANTINE_NOT_FOUND', { id });
      },
      retry: (ids = []) => {
        const [id] = ids;
        if (id !== undefined) throw new SatchelError('QUARANTINE_NOT_FOUND', { id });
        return { retried: [], failed: [] };
      },
      export: () => ({ exportedAt: AT, device: 'Front desk', records: [] }),
      discard: (id) => {
        throw new SatchelError('QUARANTINE_NOT_FOUND', { id });
      },
      discarded: () => [],
      undo: (undo) => {
        throw new SatchelError('DISCARD_NOT_FOUND', { undo });
      },
    },
    account: {
      setup: ({ username }) => {
        account = { ...signedOut, username: username ?? null };
        return Promise.resolve(account);
      },
      login: (username, password) => {
        if (password !== 'correct horse') {
          return Promise.reject(new SatchelError('SIGN_IN_REFUSED'));
        }
        account = { ...signedOut, signedIn: true, username };
        return Promise.resolve(account);
      },
      logout: () => Promise.resolve((account = signedOut)),
      whoami: () => Promise.resolve(account),
      changePassword: () => Promise.resolve(),
    },
    settings: {
      all: () => [...settings.values()],
      get: (key) => {
        const setting = settings.get(key);
        if (!setting) {
          throw new SatchelError('CONFIG_UNKNOWN_KEY', {
            file: 'config.json',
            key,
            suggestion: '',
          });
        }
        return setting;
      },
      set: (key, value) => {
        if (key === 'sync.conflicts' && value !== 'manual') {
          throw new SatchelError('CONFIG_INVALID', { file: 'config.json', detail: key });
        }
        const setting: Setting = { key, value: value as Setting['value'], source: 'file' };
        settings.set(key, setting);
        return setting;
      },
    },
  };
}

const signedOut: Account = {
  signedIn: false,
  username: null,
  role: null,
  clinic: null,
  server: null,
  environment: 'production',
  device: { id: 'd1', name: 'Front desk' },
  secrets: 'memory',
};

const fakeSettings: Setting[] = [
  { key: 'database.tables', value: '*', source: 'default' },
  { key: 'remote.autoSync', value: true, source: 'default' },
  { key: 'remote.intervalSeconds', value: 60, source: 'default' },
  { key: 'sync.conflicts', value: 'manual', source: 'default' },
  { key: 'sync.maxRetries', value: 3, source: 'default' },
  { key: 'sync.batchSize', value: 500, source: 'default' },
];

const fakeRun: SyncReport = {
  id: 7,
  startTime: AT,
  endTime: AT,
  status: 'success',
  trigger: 'manual',
  direction: 'both',
  collections: [],
  localToRemote: { owners: 2 },
  remoteToLocal: {},
  conflicts: {},
  quarantined: {},
  bytesSent: 120,
  bytesReceived: 80,
  durationSeconds: 0.2,
  error: null,
};

const fakeConflict: Conflict = {
  _id: 'c1',
  collection: 'patients',
  localId: 'p1',
  remoteId: 'p1',
  field: 'name',
  baseValue: 'Rex',
  localValue: 'Rexi',
  remoteValue: 'Max',
  timestamp: AT,
  resolved: false,
  notes: null,
  kind: 'edit',
  title: 'Rex',
  fieldLabel: 'Name',
  localActor: 'mara',
  localDevice: 'Front desk',
  localAt: AT,
  remoteActor: 'jon',
  remoteAt: AT,
  recommendation: { strategy: 'keep_remote', reason: 'it is newer', said: [] },
  suggestion: null,
  strategy: null,
  resolvedBy: null,
  resolvedAt: null,
  here: true,
  clockSkewMs: 0,
  remoteDevice: null,
  resolvedDevice: null,
  settled: false,
  outcome: null,
  undoable: false,
};

function fakeStatus(owners: number): StatusReport {
  return {
    lastSyncTime: AT,
    lastSyncStatus: 'success',
    lastSyncDuration: 0.2,
    totalSyncsCompleted: 1,
    totalConflicts: 1,
    unresolvedConflicts: 1,
    isOnline: true,
    isSyncing: false,
    state: 'attention',
    summary: '1 conflict waits.',
    configured: true,
    ready: true,
    server: 'http://127.0.0.1:1',
    environment: 'production',
    clinic: 'Harbour',
    username: 'mara',
    signedIn: true,
    device: { id: 'd1', name: 'Front desk', incarnation: 'i1' },
    pending: 0,
    conflicts: 1,
    conflictsHere: 1,
    quarantined: 0,
    cursor: { epoch: 1, version: 4 },
    head: { epoch: 1, version: 4 },
    lastPush: AT,
    lastPull: AT,
    nextSync: null,
    offlineSince: null,
    pauseReasons: [],
    lastError: null,
    countedAt: AT,
    timeZone: 'local',
    desk: {
      shared: false,
      locked: false,
      person: 'mara',
      since: null,
      idleMinutes: 5,
      locksWithComputer: true,
    },
    tables: [
      {
        table: 'owners',
        label: 'Owners',
        here: owners,
        there: owners,
        pending: 0,
        conflicts: 0,
        quarantined: 0,
      },
    ],
  };
}

const equalSides: CompareReport = {
  equal: true,
  atRest: true,
  at: AT,
  cursor: { epoch: 1, version: 1 },
  head: { epoch: 1, version: 1 },
  tables: [],
};
