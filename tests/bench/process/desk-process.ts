import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { createEngine, type Engine } from '../../../engine/engine.ts';
import { createAxiosTransport } from '../../../engine/sync/axios-transport.ts';
import { systemClock, systemRandom } from '../../../engine/thread/system-ports.ts';
import { openWritable, type WritableDatabase } from '../../../engine/store/database.ts';
import { insertSql, owners, ownerRow, ownerCount, patientRow, patients } from '../patients.ts';
import { readCommitPlace, commitsSince, type CommitPlace } from './wal-commits.ts';
import { serveCalls } from './calls.ts';
import { Profile } from './profile.ts';

/** One desk: the real engine over real files and the real network, in a process of its own. */
let engine: Engine | undefined;
let other: WritableDatabase | undefined;
let place: CommitPlace | undefined;
let path = '';
let requests = 0;
let fileSyncs = 0;
const sockets = new Set<Socket>();

subscribe('http.client.request.start', () => {
  requests++;
});
subscribe('net.client.socket', (message) => {
  sockets.add((message as { socket: Socket }).socket);
});

for (const name of ['fsyncSync', 'fdatasyncSync'] as const) {
  const real = fs[name];
  fs[name] = (file) => {
    fileSyncs++;
    real(file);
  };
}
syncBuiltinESMExports();

/** Transactions that are committed without waiting for the disk: the log holds them as well as the others. */
let unwaited = 0;
const careless = new WeakSet<object>();
const realExec = BetterSqlite3.prototype.exec;
BetterSqlite3.prototype.exec = function (sql) {
  if (sql === 'PRAGMA synchronous = NORMAL') careless.add(this);
  if (sql === 'PRAGMA synchronous = FULL') careless.delete(this);
  if (sql === 'COMMIT' && careless.has(this)) unwaited++;
  return realExec.call(this, sql);
};

const LOOK_MS = 500;
const CALM_LOOKS = 4;
/** What a desk that only waits takes of half a second. */
const CALM_MS = 10;

function memorySecrets() {
  const kept = new Map<string, string>();
  return {
    kind: 'memory' as const,
    get: async (name: string) => kept.get(name),
    set: async (name: string, value: string | undefined) => {
      if (value === undefined) kept.delete(name);
      else kept.set(name, value);
    },
  };
}

function running(): Engine {
  if (!engine) throw new RangeError('the desk is not open');
  return engine;
}

/** Another program's connection to the same file: what it writes is tracked by the triggers alone. */
function database(): WritableDatabase {
  // Opened with its first edit: a desk whose file another program has open takes a snapshot's rows one by one.
  return (other ??= openWritable(path));
}

/** Milliseconds on a clock that all processes share, finer than Date's. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

function socketBytes(): number {
  let bytes = 0;
  for (const socket of sockets) bytes += socket.bytesRead + socket.bytesWritten;
  return bytes;
}

const calls = {
  async open(options: { home: string; url: string; username: string; password: string }) {
    const { home, url: server, username, password } = options;
    engine = await createEngine({
      home,
      ports: {
        clock: systemClock,
        random: systemRandom,
        secrets: memorySecrets(),
        log: { write: () => undefined },
        transport: createAxiosTransport(systemClock),
      },
    });
    await engine.services.account.setup({ server, username, password });
    path = join(home, 'clinic.db');
  },

  /** Writes the seed's rows as another program would: plain SQL, one transaction. */
  seed({ seed, rows }: { seed: number; rows: number }) {
    const db = database();
    const owner = db.runner(insertSql(owners));
    const patient = db.runner(insertSql(patients));
    db.transaction(() => {
      for (let index = 0; index < ownerCount(rows); index++) owner(...ownerRow(seed, index));
      for (let index = 0; index < rows; index++) patient(...patientRow(seed, index));
    });
  },

  /** Changes the notes of rows `from` … `from + count - 1`, in one transaction. */
  edit({ seed, from, count, text }: { seed: number; from: number; count: number; text: string }) {
    const db = database();
    const update = db.runner('UPDATE patients SET notes = ? WHERE id = ?');
    db.transaction(() => {
      for (let index = from; index < from + count; index++) {
        update(text, patientRow(seed, index)[0] ?? null);
      }
    });
  },

  /** Automatic sync, as a running app has it. */
  async start() {
    running().start();
  },

  /** Saves an owner as the window does. */
  async addOwner({ name }: { name: string }): Promise<{ key: string; at: number }> {
    const { key } = running().services.records.add('owners', { full_name: name });
    return { key, at: wallMs() };
  },

  /** When this owner is here under this name, told as the window is told. */
  async awaitOwner({ name }: { name: string }): Promise<number> {
    const { records } = running().services;
    const stop = new AbortController();
    const here = (): boolean =>
      records.list({ table: 'owners', search: name, limit: 1 }).records.length > 0;
    for await (const tables of records.changes(stop.signal)) {
      if (tables.includes('owners') && here()) break;
    }
    stop.abort();
    return wallMs();
  },

  async sync({ profile }: { profile?: { dir: string; name: string } }) {
    const profiler = profile && new Profile();
    await profiler?.start();
    const started = performance.now();
    const report = await running().services.sync.run({}, 'manual');
    const ms = performance.now() - started;
    if (profile) await profiler?.stop(profile.dir, `${profile.name}.desk`);
    if (report.status !== 'success') throw new Error(`the sync ended as ${report.status}`);
    return { ms, pushed: report.localToRemote, pulled: report.remoteToLocal };
  },

  /** Cycles that find nothing, one after the other, as the interval triggers them. */
  async idle({ times, profile }: { times: number; profile?: { dir: string; name: string } }) {
    const profiler = profile && new Profile();
    await profiler?.start();
    const each: number[] = [];
    for (let i = 0; i < times; i++) {
      const started = performance.now();
      await running().services.sync.run({}, 'interval');
      each.push(performance.now() - started);
    }
    if (profile) await profiler?.stop(profile.dir, `${profile.name}.desk`);
    return each;
  },

  /** Saves one record after the other through the engine while a sync runs; each save's milliseconds. */
  async saveDuringSync({ seed, pauseMs }: { seed: number; pauseMs: number }) {
    const { records, sync } = running().services;
    const key = records.add('treatments', { name: `Check ${String(seed)}` }).key;
    const ended = new AbortController();
    const synced = sync.run({}, 'manual').finally(() => {
      ended.abort();
    });
    const isOver = (): boolean => ended.signal.aborted;
    const each: number[] = [];
    for (let i = 0; !isOver(); i++) {
      const due = performance.now() + pauseMs;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      // A person's save waits for the thread: what it was late by counts.
      if (!isOver()) records.set('treatments', key, { description: `round ${String(i)}` });
      each.push(performance.now() - due);
    }
    await synced;
    return each;
  },

  async compare() {
    const started = performance.now();
    const { equal } = await running().services.sync.compare();
    return { ms: performance.now() - started, equal };
  },

  /** Resolves once this desk works at nothing any more: what it has been given is read for the search by then. */
  async rest() {
    for (let calm = 0; calm < CALM_LOOKS;) {
      const before = process.cpuUsage();
      await sleep(LOOK_MS);
      const { user, system } = process.cpuUsage(before);
      calm = (user + system) / 1000 < CALM_MS ? calm + 1 : 0;
    }
  },

  /** Starts counting anew. */
  mark() {
    requests = 0;
    fileSyncs = 0;
    unwaited = 0;
    for (const socket of sockets) if (socket.destroyed) sockets.delete(socket);
    place = readCommitPlace(path);
    return { bytes: socketBytes() };
  },

  /** Since `mark`: commits that waited for the disk, files brought there, requests; bytes since ever. */
  counts() {
    return {
      commits: place ? commitsSince(path, place) - unwaited : 0,
      fileSyncs,
      requests,
      bytes: socketBytes(),
      peakRssMb: process.resourceUsage().maxRSS / 1024,
    };
  },

  async close() {
    other?.close();
    await engine?.close();
  },
};

export type DeskCalls = typeof calls;

serveCalls(calls);
