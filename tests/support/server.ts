import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import type { TokenAnswer } from '../../shared/protocol/auth.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../server/start-server.ts';
import { createPool } from '../../server/store/database.ts';
import { addFirstClinic, cheapPasswords, CLINIC, PASSWORD } from './first-clinic.ts';
import { createReadyDatabase, createTestDatabase, reachableFolder } from './postgres.ts';

export { cheapPasswords, PASSWORD };

export interface TestServer extends RunningServer {
  /** The first clinic, with the users `admin`, `staff` and `viewer`, whose password is `PASSWORD`. */
  readonly clinic: string;
  signIn(username?: string, device?: string): Promise<TokenAnswer>;
  /** Adds another clinic with one user of its own. */
  addClinicWithUser(clinic: string, username: string): Promise<void>;
}

/** The real server in this process, on a database of its own and any free port. Closed after the test. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? temporaryData();
  const databaseUrl =
    options.databaseUrl ?? (await (options.schema ? createTestDatabase : createReadyDatabase)());
  const server = await startServer({
    passwordCost: cheapPasswords,
    ...options,
    dataDir,
    databaseUrl,
  });
  onTestFinished(() => server.close());
  await addFirstClinic(server.admin);
  return {
    ...server,
    clinic: CLINIC,
    signIn: (username = 'staff', device = 'desk-1') => signIn(server.url, username, device),
    async addClinicWithUser(name, username) {
      await server.admin.addClinic(name);
      await server.admin.addUser({ username, password: PASSWORD, clinic: name, role: 'staff' });
    },
  };
}

/** A connection as the server's own requests have it, to the database of a server that runs. Given back after the test. */
export async function connectionOf({ databaseUrl }: RunningServer): Promise<pg.PoolClient> {
  const pool = createPool(databaseUrl, 1);
  const client = await pool.connect();
  onTestFinished(async () => {
    client.release();
    await pool.end();
  });
  return client;
}

export async function signIn(url: string, username: string, device: string): Promise<TokenAnswer> {
  const answer = await fetch(`${url}/api/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD, device: { id: device, name: device } }),
  });
  if (!answer.ok) throw new RangeError(`sign-in answered ${String(answer.status)}`);
  return (await answer.json()) as TokenAnswer;
}

export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** SIGKILL: nothing is closed, nothing is said. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

/** The real server as its own process, to be killed. Give a database to keep the cluster out of it. */
export async function spawnServer(options: {
  dataDir: string;
  databaseUrl?: string;
  port?: number;
}): Promise<ServerProcess> {
  const { dataDir, databaseUrl, port = 0 } = options;
  const child = spawn(
    process.execPath,
    ['server/bin.mjs', 'serve', '--json', '--port', String(port), '--data', dataDir],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
    },
  );
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    exited.then(() => undefined),
  ]);
  if (!first) throw new RangeError('the server ended before it listened');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const { url } = JSON.parse(first[0]) as { url: string };
  return {
    url,
    process: child,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

/** A data folder that is gone after the test. */
export function temporaryData(): string {
  const dataDir = reachableFolder('satchel-server-');
  onTestFinished(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}
