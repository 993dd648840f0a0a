import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Bench } from '../bench.ts';
import { CallProcess } from './calls.ts';
import type { ServerCalls } from './server-process.ts';

/** What a desk signs in with. */
export interface Login {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The real server and its PostgreSQL, in processes of their own. */
export interface BenchServer {
  readonly url: string;
  readonly databaseUrl: string;
  /** Plain SQL beside the server, as the database's owner. */
  readonly sql: pg.Client;
  /** A new clinic with one user. */
  addClinic(): Promise<Login & { readonly number: number }>;
  /** Runs `measure` under a CPU profile where one was asked for. */
  profiled<T>(name: string, measure: () => Promise<T>): Promise<T>;
}

const PASSWORD = 'a bench password';
let servers = 0;

export async function withServer<T>(
  bench: Bench,
  work: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const process = new CallProcess<ServerCalls>('./server-process.ts');
  const dataDir = join(bench.dir, `server-${String(++servers)}`);
  mkdirSync(dataDir);
  let clinics = 0;
  try {
    const { url, databaseUrl } = await process.call('start', { dataDir });
    const sql = new pg.Client({ connectionString: databaseUrl });
    await sql.connect();
    try {
      return await work({
        url,
        databaseUrl,
        sql,
        async addClinic() {
          const username = `clinic-${String(++clinics)}`;
          await process.call('addClinic', { clinic: username, password: PASSWORD });
          const { rows } = await sql.query<{ id: number }>(
            'SELECT id FROM satchel.clinics WHERE name = $1',
            [username],
          );
          return { url, username, password: PASSWORD, number: rows[0]?.id ?? 0 };
        },
        async profiled(name, measure) {
          const dir = bench.options.profileDir;
          if (dir === null) return measure();
          await process.call('startProfile', undefined);
          const result = await measure();
          await process.call('stopProfile', { dir, name: `${name}.server` });
          return result;
        },
      });
    } finally {
      await sql.end();
    }
  } finally {
    await process.call('stop', undefined as never).catch(() => undefined);
    await process.end();
  }
}
