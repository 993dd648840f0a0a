import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { implement, ORPCError } from '@orpc/server';
import type { Account } from '../../shared/api/account.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import { contract } from '../../shared/api/contract.ts';
import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import type { DeskState, StatusReport } from '../../shared/api/status.ts';
import type { RunDetail, SyncProgress, SyncReport, Trigger } from '../../shared/api/sync.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { getTable } from '../../shared/records/manifest.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type ErrorDetails, SatchelError } from '../../shared/errors/satchel-error.ts';
import { type FakeRow, fakeClinic, type FakeTables } from './fake-clinic-data.ts';

/** How the double starts: the states a window has to show. */
export interface FakeOptions {
  readonly now?: () => number;
  readonly patients?: number;
  readonly configured?: boolean;
  readonly signedIn?: boolean;
  readonly online?: boolean;
  readonly empty?: boolean;
  readonly conflicts?: boolean;
  /** Milliseconds between two steps of a pretended sync. */
  readonly stepMs?: number;
}

/**
 * A double of the engine for the window's own tests: the whole contract in memory, with a pretended server.
 * It proves nothing about sync, only what the window does with the answers.
 */
export class FakeEngine {
  readonly tables: FakeTables;
  readonly runs: RunDetail[] = [];
  readonly conflicts: Conflict[] = [];
  online: boolean;
  readonly #events = new EventEmitter();
  readonly #options: FakeOptions;
  #configured: boolean;
  #signedIn: boolean;
  #paused = false;
  #running: AbortController | undefined;
  #server = 'https://sync.harbour-vets.example';
  #username = 'helen';
  #deskName = 'Front desk';

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#events.setMaxListeners(0);
    this.#configured = options.configured ?? true;
    this.#signedIn = options.signedIn ?? true;
    this.online = options.online ?? true;
    this.tables =
      options.empty || !this.#configured
        ? new Map()
        : fakeClinic(this.now(), options.patients ?? 1200);
    if (this.#configured && !options.empty) this.#history();
    if (options.conflicts) this.#collide();
  }

  now(): number {
    return (this.#options.now ?? Date.now)();
  }

  router() {
    const os = implement(contract);
    return os.router({
      status: {
        get: os.status.get.handler(() => this.status()),
        watch: os.status.watch.handler(({ signal }) =>
          this.#watch('status', () => this.status(), signal),
        ),
        short: os.status.short.handler(() => ({
          lastSync: this.status().lastSyncTime,
          local: {},
          remote: {},
          isHealthy: true,
          timestamp: this.#iso(),
        })),
        network: os.status.network.handler(() => ({
          is_running: true,
          is_online: this.online,
          last_check: this.#iso(),
          check_interval_seconds: 30,
        })),
        testConnection: os.status.testConnection.handler(() => ({
          environment: 'production',
          url: this.#server,
          ok: this.online,
          steps: [{ name: 'Found the server', ok: this.online, detail: this.#server }],
          roundTripMs: 12,
        })),
      },
      sync: {
        run: os.sync.run.handler(() => this.run('manual')),
        trigger: os.sync.trigger.handler(async () => {
          await this.run('manual');
          return { success: true, message: 'Synced', timestamp: this.#iso() };
        }),
        progress: os.sync.progress.handler(({ signal }) =>
          this.#stream<SyncProgress>('progress', signal),
        ),
        cancel: os.sync.cancel.handler(() => {
          this.#running?.abort();
          return { success: true };
        }),
        pause: os.sync.pause.handler(() => {
          this.#paused = true;
          this.#changed();
          return { success: true };
        }),
        resume: os.sync.resume.handler(() => {
          this.#paused = false;
          this.#changed();
          return { success: true };
        }),
      },
      conflicts: {
        list: os.conflicts.list.handler(({ input }) =>
          this.conflicts.filter(
            (conflict) => input.resolved === undefined || conflict.resolved === input.resolved,
          ),
        ),
        resolve: os.conflicts.resolve.handler(({ input }) => {
          const conflict = this.conflicts.find((one) => one._id === input.id);
          if (!conflict) throw refused('CONFLICT_NOT_FOUND', { id: input.id });
          if (conflict.resolved) throw refused('CONFLICT_RESOLVED', { id: input.id });
          conflict.resolved = true;
          conflict.strategy = input.strategy as 'keep_local';
          conflict.resolvedAt = this.#iso();
          conflict.resolvedBy = this.#username;
          const row = this.tables.get(conflict.collection)?.get(conflict.localId);
          if (row && conflict.field) {
            const mine = input.strategy === 'keep_local';
            row.values[conflict.field] = mine ? conflict.localValue : conflict.remoteValue;
            row.syncStatus = mine ? 'pending' : 'synced';
          }
          this.#changed([conflict.collection]);
          return {
            success: true,
            message: 'Resolved.',
            conflict_id: input.id,
            resolved_by: this.#username,
            resolved_at: this.#iso(),
          };
        }),
      },
      quarantine: {
        list: os.quarantine.list.handler(() =>
          this.#rows()
            .filter(([, , row]) => row.syncStatus === 'rejected')
            .map(([table, key, row]) => ({
              id: key,
              table,
              key,
              title: this.#title(table, row.values),
              op: 'insert' as const,
              reason: 'Another record already has this microchip.',
              columns: ['microchip'],
              at: row.updatedAt,
            })),
        ),
      },
      logs: {
        list: os.logs.list.handler(({ input }) =>
          this.runs
            .slice(0, input.limit)
            .map(({ events: _events, ...report }): SyncReport => report),
        ),
        get: os.logs.get.handler(({ input }) => {
          const run = this.runs.find(({ id }) => id === input.id);
          if (!run) throw refused('LOG_NOT_FOUND', { id: input.id });
          return run;
        }),
      },
      compare: {
        run: os.compare.run.handler(() => ({
          equal: true,
          atRest: true,
          at: this.#iso(),
          cursor: { epoch: 1, version: 1 },
          head: { epoch: 1, version: 1 },
          tables: [],
        })),
      },
      records: {
        tables: os.records.tables.handler(() =>
          clinicSchema.tables.map((table) => ({ ...table }) as unknown as TableDescription),
        ),
        list: os.records.list.handler(({ input }) => {
          const manifest = this.#table(input.table);
          const words = (input.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
          let rows = [...(this.tables.get(input.table)?.entries() ?? [])].filter(
            ([, { values }]) => {
              const text = manifest.searchColumns
                .map((name) => String(values[name] ?? ''))
                .join(' ')
                .toLowerCase();
              return (
                words.every((word) => text.includes(word)) &&
                Object.entries(input.where ?? {}).every(([name, value]) => values[name] === value)
              );
            },
          );
          const sort = input.sort ?? {
            column: manifest.titleColumns[0] ?? 'id',
            descending: false,
          };
          rows = rows.sort(([, a], [, b]) => {
            const order = compareValues(
              a.values[sort.column] ?? null,
              b.values[sort.column] ?? null,
            );
            return sort.descending ? -order : order;
          });
          return {
            total: rows.length,
            records: rows
              .slice(input.offset, input.offset + input.limit)
              .map(([key, row]) => this.#view(input.table, key, row)),
          };
        }),
        get: os.records.get.handler(({ input }) => this.#get(input.table, input.key)),
        add: os.records.add.handler(({ input }) => {
          const key = this.#insert(input.table, input.values);
          this.#changed([input.table]);
          return this.#get(input.table, key);
        }),
        addMany: os.records.addMany.handler(({ input }) => ({
          keys: input.rows.map((row) => this.#insert(input.table, row)),
        })),
        set: os.records.set.handler(({ input }) => {
          this.#check(input.table, input.values);
          const row = this.tables.get(input.table)?.get(input.key);
          if (!row) throw refused('RECORD_NOT_FOUND', { table: input.table, key: input.key });
          Object.assign(row.values, input.values);
          this.#touch(row);
          this.#changed([input.table]);
          return this.#get(input.table, input.key);
        }),
        delete: os.records.delete.handler(({ input }) => {
          const dependants = clinicSchema.tables.filter((table) =>
            table.columns.some(
              (column) =>
                column.references?.table === input.table &&
                [...(this.tables.get(table.name)?.values() ?? [])].some(
                  ({ values }) => values[column.name] === input.key,
                ),
            ),
          );
          if (dependants.length)
            throw refused('RECORD_REFERENCED', {
              table: input.table,
              dependants: dependants.map(({ label }) => label.toLowerCase()).join(', '),
            });
          this.tables.get(input.table)?.delete(input.key);
          this.#changed([input.table]);
          return { success: true };
        }),
        watch: os.records.watch.handler(({ signal }) =>
          this.#stream<{ tables: string[] }>('tables', signal),
        ),
      },
      account: {
        setup: os.account.setup.handler(({ input }) => {
          if (input.password === 'wrong') throw refused('SIGN_IN_REFUSED');
          if (input.server?.includes('nowhere'))
            throw refused('SERVER_UNREACHABLE', { server: input.server, detail: 'no such host' });
          this.#configured = true;
          this.#signedIn = true;
          this.#server = input.server ?? this.#server;
          this.#username = input.username ?? this.#username;
          this.#deskName = input.deviceName ?? this.#deskName;
          this.#changed();
          return this.#account();
        }),
        login: os.account.login.handler(({ input }) => {
          if (input.password === 'wrong') throw refused('SIGN_IN_REFUSED');
          this.#signedIn = true;
          this.#username = input.username;
          this.#changed();
          return this.#account();
        }),
        logout: os.account.logout.handler(() => {
          this.#signedIn = false;
          this.#changed();
          return this.#account();
        }),
        whoami: os.account.whoami.handler(() => this.#account()),
        password: os.account.password.handler(() => ({ success: true })),
      },
      settings: {
        all: os.settings.all.handler(() => []),
        set: os.settings.set.handler(({ input }) => ({ ...input, source: 'file' as const })),
        getSync: os.settings.getSync.handler(() => syncConfig),
        setSync: os.settings.setSync.handler(({ input }) => ({ ...syncConfig, ...input })),
      },
    });
  }

  status(): StatusReport {
    const rows = this.#rows();
    const count = (status: string): number =>
      rows.filter(([, , row]) => row.syncStatus === status).length;
    const pending = count('pending');
    const quarantined = count('rejected');
    const open = this.conflicts.filter(({ resolved }) => !resolved).length;
    const last = this.runs.find(({ endTime }) => endTime !== null);
    const state = this.#state(pending, open + quarantined);
    const error = last?.error ?? null;
    return {
      lastSyncTime: last?.endTime ?? null,
      lastSyncStatus: last && last.status !== 'running' ? last.status : null,
      lastSyncDuration: last?.durationSeconds ?? null,
      totalSyncsCompleted: this.runs.length,
      totalConflicts: this.conflicts.length,
      unresolvedConflicts: open,
      isOnline: this.online,
      isSyncing: this.#running !== undefined,
      state,
      summary: summaries[state](pending, open + quarantined),
      configured: this.#configured,
      ready: this.#configured && this.#signedIn,
      server: this.#configured ? this.#server : null,
      environment: 'production',
      clinic: this.#configured ? 'Harbour Vets' : null,
      username: this.#signedIn ? this.#username : null,
      signedIn: this.#signedIn,
      device: { id: '4f2c1a90-77aa', name: this.#deskName, incarnation: '9d01be44' },
      pending,
      conflicts: open,
      quarantined,
      cursor: { epoch: 1, version: 4211 },
      head: this.#configured ? { epoch: 1, version: 4211 } : null,
      lastPush: last?.endTime ?? null,
      lastPull: last?.endTime ?? null,
      nextSync: this.#paused || !this.online ? null : new Date(this.now() + 42_000).toISOString(),
      offlineSince: this.online ? null : new Date(this.now() - 18 * 60_000).toISOString(),
      pauseReasons: this.#paused ? ['a person'] : [],
      lastError: error,
      countedAt: last?.endTime ?? null,
      tables: clinicSchema.tables.map(({ name, label }) => {
        const own = rows.filter(([table]) => table === name);
        const waiting = own.filter(([, , row]) => row.syncStatus === 'pending').length;
        return {
          table: name,
          label,
          here: own.length,
          there: last ? own.length - waiting : null,
          pending: waiting,
          conflicts: this.conflicts.filter((one) => one.collection === name && !one.resolved)
            .length,
          quarantined: own.filter(([, , row]) => row.syncStatus === 'rejected').length,
        };
      }),
    };
  }

  async run(trigger: Trigger): Promise<SyncReport> {
    if (this.#running) throw refused('SYNC_RUNNING');
    if (!this.#configured) throw refused('NOT_CONFIGURED');
    const stop = new AbortController();
    this.#running = stop;
    const started = this.now();
    const run = this.#report(trigger, started);
    this.runs.unshift(run);
    this.#changed();
    const first = this.tables.size === 0 && !this.#options.empty;
    const steps: SyncProgress['phase'][] = first
      ? ['connecting', 'snapshot', 'snapshot', 'applying', 'applying', 'finishing', 'done']
      : ['connecting', 'pulling', 'pushing', 'finishing', 'done'];
    for (const [index, phase] of steps.entries()) {
      if (stop.signal.aborted) break;
      this.#events.emit('progress', {
        run: run.id,
        phase,
        table: phase === 'applying' || phase === 'pushing' ? 'patients' : null,
        rows: index * 240,
        totalRows: first ? 1400 : null,
        bytes: index * 40_000,
        totalBytes: first ? 280_000 : null,
      } satisfies SyncProgress);
      await sleep(this.#options.stepMs ?? 250);
    }
    const pending = this.#rows().filter(([, , row]) => row.syncStatus === 'pending');
    if (stop.signal.aborted) {
      run.status = 'cancelled';
    } else if (!this.online) {
      run.status = 'failed';
      run.error = refusedJson('SERVER_UNREACHABLE', { server: this.#server, detail: 'no answer' });
    } else {
      run.status = 'success';
      if (first)
        for (const [name, rows] of fakeClinic(this.now(), 200)) this.tables.set(name, rows);
      for (const [table, , row] of pending) {
        row.syncStatus = 'synced';
        row.syncedAt = this.#iso();
        run.localToRemote[table] = (run.localToRemote[table] ?? 0) + 1;
      }
      run.bytesSent = pending.length * 180;
    }
    run.endTime = this.#iso();
    run.durationSeconds = (this.now() - started) / 1000;
    this.#running = undefined;
    this.#changed(clinicSchema.tables.map(({ name }) => name));
    if (run.error)
      throw refused('SERVER_UNREACHABLE', { server: this.#server, detail: 'no answer' });
    return run;
  }

  #state(pending: number, needsPerson: number): DeskState {
    if (!this.#configured) return 'not-configured';
    if (this.#running) return 'syncing';
    if (!this.#signedIn) return 'signed-out';
    if (this.runs.length === 0) return 'never-synced';
    if (!this.online) return 'offline';
    if (this.#paused) return 'paused';
    if (needsPerson > 0) return 'attention';
    return pending > 0 ? 'pending' : 'synced';
  }

  #history(): void {
    for (let index = 0; index < 24; index++) {
      const start = this.now() - (index + 1) * 47 * 60_000;
      const run = this.#report(index % 5 === 0 ? 'manual' : 'interval', start);
      run.endTime = new Date(start + 400 + index * 37).toISOString();
      run.durationSeconds = 0.4 + index * 0.037;
      run.status = 'success';
      if (index % 3 === 0) run.localToRemote = { patients: 2 + index, visits: 1 };
      if (index % 4 === 0) run.remoteToLocal = { appointments: 5, owners: 1 + index };
      if (index === 9) {
        run.status = 'failed';
        run.error = refusedJson('SERVER_UNREACHABLE', {
          server: this.#server,
          detail: 'timed out',
        });
      }
      if (index === 4) {
        run.status = 'partial';
        run.conflicts = { patients: 1 };
      }
      run.bytesSent = 300 + index * 911;
      run.bytesReceived = 900 + index * 1733;
      this.runs.push(run);
    }
    for (const [, row] of [...(this.tables.get('patients') ?? [])].slice(0, 9)) this.#touch(row);
    for (const [, row] of [...(this.tables.get('visits') ?? [])].slice(0, 5)) this.#touch(row);
  }

  #report(trigger: Trigger, startedAt: number): RunDetail {
    const at = new Date(startedAt).toISOString();
    return {
      id: 1000 + this.runs.length + (this.#running ? 100 : 0),
      startTime: at,
      endTime: null,
      status: 'running',
      trigger,
      direction: 'both',
      collections: [],
      localToRemote: {},
      remoteToLocal: {},
      conflicts: {},
      quarantined: {},
      bytesSent: 0,
      bytesReceived: 0,
      durationSeconds: 0,
      error: null,
      events: [
        { at, level: 'info', table: null, message: 'Connected', rows: null, durationMs: 12 },
        { at, level: 'info', table: 'patients', message: 'Pulled', rows: 5, durationMs: 31 },
        {
          at,
          level: 'warn',
          table: 'visits',
          message: 'Retried once',
          rows: null,
          durationMs: null,
        },
      ],
    };
  }

  #collide(): void {
    const [key, row] = [...(this.tables.get('patients') ?? [])][12] ?? [];
    if (!key || !row) return;
    row.syncStatus = 'conflict';
    const fields: [string, string, WireValue, WireValue, WireValue][] = [
      ['allergies', 'Allergies', null, 'Penicillin', 'Penicillin, latex'],
      ['breed', 'Breed', 'Beagle', 'Beagle cross', 'Harrier'],
    ];
    for (const [field, fieldLabel, baseValue, localValue, remoteValue] of fields)
      this.conflicts.push({
        _id: `conflict-${field}`,
        collection: 'patients',
        localId: key,
        remoteId: key,
        field,
        baseValue,
        localValue,
        remoteValue,
        timestamp: this.#iso(),
        resolved: false,
        notes: null,
        kind: 'edit',
        title: this.#title('patients', row.values),
        fieldLabel,
        localActor: 'helen',
        localDevice: 'Front desk',
        localAt: new Date(this.now() - 3_600_000).toISOString(),
        remoteActor: 'samuel',
        remoteAt: new Date(this.now() - 1_800_000).toISOString(),
        recommendation: { strategy: 'keep_remote', reason: 'The other desk wrote it later.' },
        strategy: null,
        resolvedBy: null,
        resolvedAt: null,
      });
    const [, rejected] = [...(this.tables.get('patients') ?? [])][20] ?? [];
    if (rejected) rejected.syncStatus = 'rejected';
  }

  #insert(table: string, values: Readonly<Record<string, WireValue>>): string {
    const manifest = this.#table(table);
    const key = typeof values['id'] === 'string' ? values['id'] : `new-${crypto.randomUUID()}`;
    const whole: Record<string, WireValue> = {};
    for (const { name } of manifest.columns) whole[name] = values[name] ?? null;
    whole['id'] = key;
    this.#check(table, whole);
    const rows = this.tables.get(table) ?? new Map<string, FakeRow>();
    this.tables.set(table, rows);
    const row: FakeRow = {
      values: whole,
      syncStatus: 'pending',
      updatedAt: '',
      updatedBy: '',
      syncedAt: null,
    };
    this.#touch(row);
    rows.set(key, row);
    return key;
  }

  #check(table: string, values: Readonly<Record<string, WireValue>>): void {
    for (const [name, value] of Object.entries(values)) {
      const column = this.#table(table).columns.find((one) => one.name === name);
      if (!column) throw refused('COLUMN_UNKNOWN', { table, column: name, suggestion: '' });
      const problem = valueProblem(column, value);
      if (problem) throw refused('VALUE_INVALID', { table, column: name, problem });
    }
  }

  #touch(row: FakeRow): void {
    row.syncStatus = 'pending';
    row.updatedAt = this.#iso();
    row.updatedBy = this.#username;
  }

  #get(table: string, key: string): RecordView {
    const row = this.tables.get(table)?.get(key);
    if (!row) throw refused('RECORD_NOT_FOUND', { table, key });
    return this.#view(table, key, row);
  }

  #view(table: string, key: string, row: FakeRow): RecordView {
    const references: Record<string, string> = {};
    for (const { name, references: target } of this.#table(table).columns) {
      const value = row.values[name];
      const other =
        target && typeof value === 'string' && this.tables.get(target.table)?.get(value);
      if (target && other) references[name] = this.#title(target.table, other.values);
    }
    return {
      table,
      key,
      title: this.#title(table, row.values),
      values: { ...row.values },
      references,
      updatedAt: row.updatedAt,
      syncedAt: row.syncedAt,
      origin: row.updatedBy === this.#username ? 'local' : 'remote',
      updatedBy: row.updatedBy,
      syncStatus: row.syncStatus,
    };
  }

  #title(table: string, values: Readonly<Record<string, WireValue>>): string {
    return this.#table(table)
      .titleColumns.map((name) => String(values[name] ?? ''))
      .join(' ');
  }

  #table(name: string) {
    try {
      return getTable(clinicSchema, name);
    } catch {
      throw refused('TABLE_UNKNOWN', { table: name, suggestion: '' });
    }
  }

  #rows(): [string, string, FakeRow][] {
    return [...this.tables].flatMap(([table, rows]) =>
      [...rows].map(([key, row]): [string, string, FakeRow] => [table, key, row]),
    );
  }

  #account(): Account {
    return {
      signedIn: this.#signedIn,
      username: this.#signedIn ? this.#username : null,
      role: 'staff',
      clinic: 'Harbour Vets',
      server: this.#server,
      environment: 'production',
      device: { id: '4f2c1a90-77aa', name: this.#deskName },
      secrets: 'file',
    };
  }

  #iso(): string {
    return new Date(this.now()).toISOString();
  }

  #changed(tables: string[] = []): void {
    this.#events.emit('status', true);
    if (tables.length) this.#events.emit('tables', { tables });
  }

  async *#watch<T>(event: string, read: () => T, signal?: AbortSignal): AsyncGenerator<T> {
    yield read();
    for await (const _ of this.#stream<unknown>(event, signal)) yield read();
  }

  async *#stream<T>(event: string, signal?: AbortSignal): AsyncGenerator<T> {
    const queue: T[] = [];
    let wake: (() => void) | undefined;
    const push = (value: T): void => {
      queue.push(value);
      wake?.();
    };
    const stop = (): void => wake?.();
    this.#events.on(event, push);
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        const next = queue.shift();
        if (queue.length === 0 && next === undefined)
          await new Promise<void>((resolve) => (wake = resolve));
        else yield next as T;
      }
    } finally {
      this.#events.off(event, push);
    }
  }
}

const syncConfig = {
  autoSyncEnabled: true,
  syncIntervalMinutes: 1,
  conflictResolutionStrategy: 'manual',
  collectionsToSync: [],
  maxRetries: 3,
  batchSize: 500,
};

const summaries: Record<DeskState, (pending: number, needs: number) => string> = {
  'not-configured': () => 'This desk has no server yet.',
  'never-synced': () => 'Never synced. Sync now to fetch the records of your clinic.',
  'signed-out': (pending) => `Nobody is signed in. ${pending} changes are safe on this desk.`,
  syncing: () => 'Syncing.',
  offline: (pending) => `Offline since 10:42. ${pending} changes are safe on this desk.`,
  paused: (pending) => `Paused. ${pending} changes are safe on this desk.`,
  error: () => 'The last sync failed.',
  attention: (_pending, needs) => `${needs} things need you; everything else is synced.`,
  pending: (pending) => `${pending} changes are waiting to be sent.`,
  synced: () => 'Everything on this desk is safe on the server.',
};

function refused(code: ErrorCode, details: ErrorDetails = {}): ORPCError<string, unknown> {
  const error = new SatchelError(code, details);
  return new ORPCError(code, {
    status: error.entry.httpStatus,
    message: error.message,
    data: error.toJSON(),
  });
}

function refusedJson(code: ErrorCode, details: ErrorDetails) {
  const { message, action } = new SatchelError(code, details);
  return { code, message, action };
}

function compareValues(a: WireValue, b: WireValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
