import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { TestProject } from 'vitest/node';
import { openCluster } from '../../server/store/cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/**
 * One PostgreSQL a run: the one SATCHEL_TEST_DATABASE_URL names, else our own in a temporary folder. It survives kills
 * of processes, not of the machine: that is all these tests do to it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['SATCHEL_TEST_DATABASE_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return () => Promise.resolve();
  }
  const dataDir = reachableFolder('satchel-postgres-');
  const cluster = await openCluster({
    dataDir,
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=300'],
  });
  project.provide('postgresUrl', cluster.url('postgres'));
  return async () => {
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** A temporary folder that PostgreSQL's own user can enter; the caller removes it. */
export function reachableFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  return folder;
}

/** A database of its own, dropped after the test. */
export async function createTestDatabase(): Promise<string> {
  const admin = inject('postgresUrl');
  const name = `satchel_${randomBytes(8).toString('hex')}`;
  await runSql(admin, `CREATE DATABASE ${name}`);
  onTestFinished(() => runSql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
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
