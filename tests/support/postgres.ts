import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { TestProject } from 'vitest/node';
import { findMemoryFolder } from '../../build/find/memory-folder.ts';
import { startServer } from '../../server/start-server.ts';
import { openCluster } from '../../server/store/cluster.ts';
import { addFirstClinic, cheapPasswords } from './first-clinic.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    /** A database as the server leaves it after its first start; each test's own is a copy, which costs a tenth of a start. */
    readyDatabase: string;
  }
}

/** Bytes; a run's databases and their log take an eighth of it. */
const ROOM = 2 ** 30;

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface OpenPostgres {
  readonly admin: string;
  readonly ready: string;
  close(): Promise<void>;
}

/** Each project loads this module for itself; what they share lies with the process. */
const shared = globalThis as { satchelPostgres?: { opened: Promise<OpenPostgres>; users: number } };

/**
 * One PostgreSQL a run: the one SATCHEL_TEST_DATABASE_URL names, else our own in a temporary folder. It survives kills
 * of processes, not of the machine: that is all these tests do to it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = (shared.satchelPostgres ??= { opened: openPostgres(), users: 0 });
  own.users++;
  const { admin, ready, close } = await own.opened;
  project.provide('postgresUrl', admin);
  project.provide('readyDatabase', ready);
  return async () => {
    own.users--;
    if (own.users > 0) return;
    delete shared.satchelPostgres;
    await close();
  };
}

async function openPostgres(): Promise<OpenPostgres> {
  const given = process.env['SATCHEL_TEST_DATABASE_URL'];
  if (given) {
    const ready = await createReady(given);
    return { admin: given, ready, close: () => dropDatabase(given, ready) };
  }
  const dataDir = reachableFolder('satchel-postgres-', findMemoryFolder(ROOM));
  const cluster = await openCluster({
    dataDir,
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=300'],
  });
  const interrupted = (signal: NodeJS.Signals): void => {
    stopAtOnce(dataDir);
    process.kill(process.pid, signal);
  };
  for (const signal of INTERRUPTS) process.once(signal, interrupted);
  const admin = cluster.url('postgres');
  return {
    admin,
    ready: await createReady(admin),
    async close() {
      for (const signal of INTERRUPTS) process.off(signal, interrupted);
      await cluster.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ctrl-C ends a run without its teardown. */
function stopAtOnce(dataDir: string): void {
  try {
    const [pid] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
  } catch {
    // It has stopped, or writes its last words into a folder that the machine clears away.
  }
}

/** @returns the name of the ready database */
async function createReady(admin: string): Promise<string> {
  const ready = randomName();
  await runSql(admin, `CREATE DATABASE ${ready}`);
  const dataDir = reachableFolder('satchel-server-');
  const databaseUrl = urlOf(admin, ready);
  const server = await startServer({ dataDir, databaseUrl, passwordCost: cheapPasswords });
  await addFirstClinic(server.admin);
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
  return ready;
}

/** A temporary folder that PostgreSQL's own user can enter; the caller removes it. */
export function reachableFolder(prefix: string, place = tmpdir()): string {
  const folder = mkdtempSync(join(place, prefix));
  chmodSync(folder, 0o755);
  return folder;
}

/** An empty database of its own, dropped after the test. */
export function createTestDatabase(): Promise<string> {
  return createDatabase();
}

/** The same as a server of the shipped schema left it, with the clinic and the users of `addFirstClinic`. */
export function createReadyDatabase(): Promise<string> {
  return createDatabase(inject('readyDatabase'));
}

async function createDatabase(template?: string): Promise<string> {
  const admin = inject('postgresUrl');
  const name = randomName();
  // Files are copied as they are: through the log, as is usual for small ones, a copy takes three times the processor time.
  const copied = template ? ` TEMPLATE ${template} STRATEGY file_copy` : '';
  await runSql(admin, `CREATE DATABASE ${name}${copied}`);
  onTestFinished(() => dropDatabase(admin, name));
  return urlOf(admin, name);
}

function dropDatabase(admin: string, name: string): Promise<void> {
  return runSql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function randomName(): string {
  return `satchel_${randomBytes(8).toString('hex')}`;
}

function urlOf(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.href;
}

async function runSql(url: string, text: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A plain connection, as a web application or an administrator would have; end it, or let the test's end do it. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
