import { onTestFinished } from 'vitest';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import { connect, createTestDatabase } from './postgres.ts';
import { cheapPasswords, PASSWORD, temporaryData } from './server.ts';
import type { DeskAccess } from './two-desks.ts';

export interface RestorableServer {
  readonly access: DeskAccess;
  /** Keeps the database as it is now. */
  backUp(): Promise<void>;
  /** Starts again, at the same address, from what `backUp` kept: commits made since are lost. */
  restore(): Promise<void>;
}

/** A server whose PostgreSQL can be put back to an earlier state, as after a restore from a backup. */
export async function startRestorableServer(): Promise<RestorableServer> {
  const dataDir = temporaryData();
  let databaseUrl = await createTestDatabase();
  let backupUrl = databaseUrl;
  let server = await start();
  onTestFinished(() => server.close());
  await server.admin.addClinic('Riverside');
  await server.admin.addUser({ username: 'staff', password: PASSWORD, clinic: 'Riverside' });
  const port = Number(new URL(server.url).port);

  function start(fixedPort = 0): Promise<RunningServer> {
    return startServer({ dataDir, databaseUrl, port: fixedPort, passwordCost: cheapPasswords });
  }

  return {
    access: { url: server.url, username: 'staff', password: PASSWORD },
    async backUp() {
      await server.close();
      backupUrl = await createTestDatabase();
      await copyDatabase(databaseUrl, backupUrl);
      server = await start(port);
    },
    async restore() {
      await server.close();
      // The backup stays as it is, to be restored from again.
      databaseUrl = await createTestDatabase();
      await copyDatabase(backupUrl, databaseUrl);
      server = await start(port);
    },
  };
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const admin = new URL(from);
  const names = [to, from].map((url) => new URL(url).pathname.slice(1));
  admin.pathname = '/postgres';
  const client = await connect(admin.href);
  try {
    await client.query(`DROP DATABASE ${String(names[0])} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${String(names[0])} TEMPLATE ${String(names[1])}`);
  } finally {
    await client.end();
  }
}
