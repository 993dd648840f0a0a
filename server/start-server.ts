import { mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { SatchelError } from '../shared/errors/satchel-error.ts';
import { syncedClinicSchema } from '../shared/records/clinic.ts';
import type { SchemaManifest } from '../shared/records/manifest.ts';
import { type Admin, createAdmin } from './admin/admin.ts';
import { buildApp } from './app.ts';
import { createPasswords, type PasswordCost } from './auth/passwords.ts';
import { openDatabase } from './store/database.ts';
import { openPostgres } from './store/postgres.ts';
import { updateState } from './store/state-file.ts';

export interface ServerOptions {
  /** Where the server keeps its own PostgreSQL, its snapshots and `server.json`. */
  readonly dataDir: string;
  /** A PostgreSQL to use instead of one of our own. */
  readonly databaseUrl?: string | undefined;
  /** Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default: 0, any free one. */
  readonly port?: number | undefined;
  readonly log?: FastifyBaseLogger | undefined;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** TLS ends at a proxy before this server; its X-Forwarded-For is believed. */
  readonly behindProxy?: boolean | undefined;
  /** Cheaper password hashing, for tests. */
  readonly passwordCost?: PasswordCost | undefined;
  /** Default: the shipped clinic. */
  readonly schema?: SchemaManifest | undefined;
  /** Limits of a request's body, as sent and after decompression. */
  readonly bodyBytes?: number | undefined;
  readonly decodedBytes?: number | undefined;
}

export interface RunningServer {
  readonly url: string;
  readonly admin: Admin;
  /** The PostgreSQL behind it, for plain SQL beside it. */
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL (or connects to it), brings it up to date, and listens.
 *
 * @throws SatchelError TLS_REQUIRED, PORT_IN_USE, POSTGRES_FAILED, DATABASE_UNREACHABLE
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDir, host = '127.0.0.1', port = 0, tls } = options;
  if (!isLoopback(host) && !tls && !options.behindProxy) {
    throw new SatchelError('TLS_REQUIRED', { what: `Serving on ${host}` });
  }
  const https = tls && { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  mkdirSync(dataDir, { recursive: true });
  const postgres = await openPostgres(options);
  const closers = [() => postgres.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openDatabase(postgres.url, options.schema ?? syncedClinicSchema);
    closers.push(() => database.close());
    const app = buildApp({
      database,
      dataDir,
      logger: options.log,
      passwordCost: options.passwordCost,
      bodyBytes: options.bodyBytes,
      decodedBytes: options.decodedBytes,
      behindProxy: options.behindProxy,
      https,
    });
    closers.push(() => app.close());
    const address = await listen(() => app.listen({ host, port }), port);
    updateState(dataDir, { server: { pid: process.pid, url: address } });
    return {
      url: address,
      admin: createAdmin(database, createPasswords(options.passwordCost)),
      databaseUrl: postgres.url,
      async close() {
        await close();
        updateState(dataDir, { server: undefined });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(start: () => Promise<string>, port: number): Promise<string> {
  try {
    return await start();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new SatchelError('PORT_IN_USE', { port }, { cause });
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
