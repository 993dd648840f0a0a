import { noUpdates } from '../../engine/api/no-updates.ts';
import type { UpdatesApi } from '../../engine/api/services.ts';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../shared/api/account.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import type { Setting } from '../../shared/api/settings.ts';
import type { DeskState, StatusReport } from '../../shared/api/status.ts';
import type {
  RunDetail,
  RunEvent,
  SyncProgress,
  SyncReport,
  SyncRequest,
  Trigger,
} from '../../shared/api/sync.ts';
import { FakeCompare } from './fake-compare.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { refused, refusedJson, summaries } from './fake-answers.ts';
import { createFakeBackups, type FakeBackups } from './fake-backups.ts';
import { FakeDiagnosis } from './fake-diagnosis.ts';
import { createFakeEncryption } from './fake-encryption.ts';
import { FakeDesk } from './fake-desk.ts';
import { FakeKeeping } from './fake-keeping.ts';
import { fakeClinic, type FakeTables } from './fake-clinic-data.ts';
import { FakeQuarantine } from './fake-quarantine.ts';
import { FakeRecords } from './fake-records.ts';

/** How the double starts: the states a window has to show. */
export interface FakeOptions {
  readonly now?: () => number;
  readonly patients?: number;
  readonly configured?: boolean;
  readonly signedIn?: boolean;
  readonly online?: boolean;
  readonly empty?: boolean;
  readonly conflicts?: boolean;
  /** Hours since the newest backup, or none at all. */
  readonly backupAge?: number | 'none';
  /** The database was encrypted from its beginning. */
  readonly sealed?: boolean;
  /** Who has a PIN, `2580`; the desk is locked. */
  readonly people?: readonly string[];
  /** Milliseconds between two steps of a pretended sync. */
  readonly stepMs?: number;
}

/**
 * A double of the engine for the window's own tests: the whole contract in memory, with a pretended server.
 * It proves nothing about sync, only what the window does with the answers.
 */
export class FakeEngine {
  readonly records: FakeRecords;
  readonly backups: FakeBackups;
  readonly encryption: ReturnType<typeof createFakeEncryption>;
  readonly desk: FakeDesk;
  readonly keeping = new FakeKeeping(() => this.iso());
  readonly runs: RunDetail[] = [];
  readonly conflicts: Conflict[] = [];
  /** What was changed of the settings. */
  readonly settings = new Map<string, Setting['value']>();
  online: boolean;
  readonly quarantine = new FakeQuarantine(this);
  readonly diagnosis = new FakeDiagnosis(this);
  readonly events = new EventEmitter();
  readonly #options: FakeOptions;
  configured: boolean;
  signedIn: boolean;
  readonly compare = new FakeCompare(this);
  paused = false;
  running: AbortController | undefined;
  server = 'https://sync.harbour-vets.example';
  deskName = 'Front desk';
  /** The program's updates, as the desktop app would answer. */
  updates: UpdatesApi = noUpdates;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.events.setMaxListeners(0);
    this.backups = createFakeBackups({ now: () => this.now(), age: options.backupAge ?? 1 });
    this.encryption = createFakeEncryption(options.sealed ? 'sealed' : 'plain');
    this.desk = new FakeDesk(() => this.changed());
    this.desk.person = 'helen';
    for (const name of options.people ?? []) this.desk.pins.set(name, '2580');
    this.desk.locked = (options.people ?? []).length > 0;
    this.configured = options.configured ?? true;
    this.signedIn = options.signedIn ?? true;
    this.online = options.online ?? true;
    const tables: FakeTables =
      options.empty || !this.configured
        ? new Map()
        : fakeClinic(this.now(), options.patients ?? 1200);
    this.records = new FakeRecords(tables, () => this.now());
    if (this.configured && !options.empty) this.#history();
    if (options.conflicts) this.#collide();
  }

  now(): number {
    return (this.#options.now ?? Date.now)();
  }

  status(): StatusReport {
    const rows = this.records.rows();
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
      isSyncing: this.running !== undefined,
      state,
      summary: summaries[state](pending, open + quarantined),
      configured: this.configured,
      ready: this.configured && this.signedIn,
      server: this.configured ? this.server : null,
      environment: 'production',
      clinic: this.configured ? 'Harbour Vets' : null,
      username: this.signedIn ? this.records.username : null,
      signedIn: this.signedIn,
      device: { id: '4f2c1a90-77aa', name: this.deskName, incarnation: '9d01be44' },
      pending,
      conflicts: open,
      conflictsHere: open,
      quarantined,
      cursor: { epoch: 1, version: 4211 },
      head: this.configured ? { epoch: 1, version: 4211 } : null,
      lastPush: last?.endTime ?? null,
      lastPull: last?.endTime ?? null,
      nextSync: this.paused || !this.online ? null : new Date(this.now() + 42_000).toISOString(),
      offlineSince: this.online ? null : new Date(this.now() - 18 * 60_000).toISOString(),
      pauseReasons: this.paused ? ['a person'] : [],
      lastError: error,
      desk: this.desk.state(),
      timeZone: 'local',
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

  async run(trigger: Trigger, part: SyncRequest = {}): Promise<SyncReport> {
    if (this.running) throw refused('SYNC_RUNNING');
    if (!this.configured) throw refused('NOT_CONFIGURED');
    const stop = new AbortController();
    this.running = stop;
    const started = this.now();
    const run = this.#report(trigger, started);
    run.direction = part.direction ?? 'both';
    run.collections = part.tables ?? run.collections;
    this.runs.unshift(run);
    this.changed();
    const first = this.records.tables.size === 0 && !this.#options.empty;
    const steps: SyncProgress['phase'][] = first
      ? ['connecting', 'snapshot', 'snapshot', 'applying', 'applying', 'finishing', 'done']
      : ['connecting', 'pulling', 'pushing', 'finishing', 'done'];
    for (const [index, phase] of steps.entries()) {
      if (stop.signal.aborted) break;
      this.events.emit('progress', {
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
    const sends = (table: string): boolean =>
      part.direction !== 'pull' && (part.tables?.includes(table) ?? true);
    const pending = this.records
      .rows()
      .filter(([table, , row]) => row.syncStatus === 'pending' && sends(table));
    if (stop.signal.aborted) {
      run.status = 'cancelled';
    } else if (!this.online) {
      run.status = 'failed';
      run.error = refusedJson('SERVER_UNREACHABLE', { server: this.server, detail: 'no answer' });
    } else {
      run.status = 'success';
      if (first)
        for (const [name, rows] of fakeClinic(this.now(), 200)) this.records.tables.set(name, rows);
      for (const [table, , row] of pending) {
        row.syncStatus = 'synced';
        row.syncedAt = this.iso();
        run.localToRemote[table] = (run.localToRemote[table] ?? 0) + 1;
      }
      run.bytesSent = pending.length * 180;
    }
    run.endTime = this.iso();
    run.durationSeconds = (this.now() - started) / 1000;
    this.running = undefined;
    this.changed(clinicSchema.tables.map(({ name }) => name));
    if (run.error)
      throw refused('SERVER_UNREACHABLE', { server: this.server, detail: 'no answer' });
    return run;
  }

  #state(pending: number, needsPerson: number): DeskState {
    if (!this.configured) return 'not-configured';
    if (this.running) return 'syncing';
    if (!this.signedIn) return 'signed-out';
    if (this.runs.length === 0) return 'never-synced';
    if (!this.online) return 'offline';
    if (this.paused) return 'paused';
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
          server: this.server,
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
    for (const [, row] of [...(this.records.tables.get('patients') ?? [])].slice(0, 9))
      this.records.touch(row);
    for (const [, row] of [...(this.records.tables.get('visits') ?? [])].slice(0, 5))
      this.records.touch(row);
  }

  #report(trigger: Trigger, startedAt: number): RunDetail {
    const at = new Date(startedAt).toISOString();
    return {
      id: 1000 + this.runs.length + (this.running ? 100 : 0),
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
        event(at, 'info', {
          said: say('event-received'),
          table: 'patients',
          rows: 5,
          durationMs: 31,
        }),
        event(at, 'warn', { said: say('event-page-lost') }),
      ],
    };
  }

  #collide(): void {
    const [key, row] = [...(this.records.tables.get('patients') ?? [])][12] ?? [];
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
        timestamp: this.iso(),
        resolved: false,
        notes: null,
        kind: 'edit',
        title: this.records.title('patients', row.values),
        fieldLabel,
        localActor: 'helen',
        localDevice: 'Front desk',
        localAt: new Date(this.now() - 3_600_000).toISOString(),
        remoteActor: 'samuel',
        remoteAt: new Date(this.now() - 1_800_000).toISOString(),
        recommendation: {
          strategy: 'keep_remote',
          reason: inEnglish(say('suggest-shared')),
          said: [say('suggest-shared')],
        },
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
      });
    const [, rejected] = [...(this.records.tables.get('patients') ?? [])][20] ?? [];
    if (rejected) rejected.syncStatus = 'rejected';
  }

  account(): Account {
    return {
      signedIn: this.signedIn,
      username: this.signedIn ? this.records.username : null,
      role: 'staff',
      clinic: 'Harbour Vets',
      server: this.server,
      environment: 'production',
      device: { id: '4f2c1a90-77aa', name: this.deskName },
      secrets: 'file',
    };
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }

  changed(tables: string[] = []): void {
    this.events.emit('status', true);
    if (tables.length) this.events.emit('tables', { tables });
  }

  async *watch<T>(
    event: string,
    read: () => T | Promise<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<T> {
    yield await read();
    for await (const _ of this.stream<unknown>(event, signal)) yield await read();
  }

  async *stream<T>(event: string, signal?: AbortSignal): AsyncGenerator<T> {
    const queue: T[] = [];
    let wake: (() => void) | undefined;
    const push = (value: T): void => {
      queue.push(value);
      wake?.();
    };
    const stop = (): void => wake?.();
    this.events.on(event, push);
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        const next = queue.shift();
        if (queue.length === 0 && next === undefined)
          await new Promise<void>((resolve) => (wake = resolve));
        else yield next as T;
      }
    } finally {
      this.events.off(event, push);
    }
  }
}

function event(
  at: string,
  level: RunEvent['level'],
  about: { said: Said } & Partial<Pick<RunEvent, 'table' | 'rows' | 'durationMs'>>,
): RunEvent {
  const { said, table = null, rows = null, durationMs = null } = about;
  return { at, level, table, message: inEnglish(said), said: [said], rows, durationMs };
}
