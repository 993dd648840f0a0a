import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { type SchemaManifest, schemaSignature } from '../../shared/records/manifest.ts';
import { APPLICATION } from './cluster.ts';
import { migrate } from './migrate.ts';
import { APP_ROLE } from './postgres-ddl.ts';

type FindParser = (oid: number, format?: 'text' | 'binary') => (text: string) => unknown;

export type Client = pg.PoolClient;

/** A connection pool that works as the application role, and what is fixed about the database behind it. */
export interface Database {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly schema: SchemaManifest;
  /** Hex SHA-256 of the schema's signature. */
  readonly schemaHash: string;
  /** This server's identity, for ever. */
  readonly serverId: string;
  readonly tokenSecret: string;
  close(): Promise<void>;
}

const INT8 = 20;

/** @throws when PostgreSQL does not answer */
export async function ping({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('SELECT 1');
}

/** Brings the database up to date and opens the pool. */
export async function openDatabase(url: string, schema: SchemaManifest): Promise<Database> {
  await migrate(url, schema);
  const pool = createPool(url, 40);
  const { rows } = await pool.query<{ id: string; token_secret: string }>(
    'SELECT id, token_secret FROM satchel.server',
  );
  const server = rows[0] as { id: string; token_secret: string };
  return {
    pool,
    url,
    schema,
    schemaHash: schemaHashOf(schema),
    serverId: server.id,
    tokenSecret: server.token_secret,
    close: () => pool.end(),
  };
}

/** Hex SHA-256 of the schema's signature, as desks give theirs. */
export function schemaHashOf(schema: SchemaManifest): string {
  return createHash('sha256').update(schemaSignature(schema)).digest('hex');
}

/** Connections as the application role, in UTC, with versions as numbers (they stay far below 2^53). */
export function createPool(url: string, max: number): pg.Pool {
  const settings = {
    role: APP_ROLE,
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    jit: 'off',
    extra_float_digits: '1',
    max_parallel_workers_per_gather: '0',
    client_min_messages: 'warning',
  };
  const pool = new pg.Pool({
    connectionString: url,
    application_name: APPLICATION,
    max,
    idleTimeoutMillis: 60_000,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : (pg.types.getTypeParser as FindParser)(oid, format),
    },
  });
  // A connection that broke while idle: the pool drops it and the next query opens another.
  pool.on('error', () => undefined);
  return pool;
}

export type TransactionMode = 'READ COMMITTED' | 'REPEATABLE READ READ ONLY';

export interface TransactionOptions {
  /** From the token, never from the request. */
  readonly clinic: number;
  readonly mode: TransactionMode;
  /** Further SQL of the transaction's first round trip; the results of its last statements go to `work`. */
  readonly setup?: string;
  /** Sends what goes along with the first round trip, without waiting for its answer; no COPY, no cursor. */
  readonly along?: (client: Client) => Promise<pg.QueryResult[]>[];
  /** Runs before the transaction begins. */
  readonly prepare?: (client: Client) => Promise<void>;
}

/** A transaction that has begun. */
export interface Begun {
  /** Of every statement of the first round trip, and of those that went along. */
  readonly results: readonly pg.QueryResult[];
  /** Sends what `last` does and the COMMIT behind it at once. If it fails nothing is committed; nothing may follow it. */
  readonly commitWith: (last: () => Promise<unknown>) => Promise<void>;
}

/** What node-postgres has of a connection and its types leave out. */
interface Wire {
  pipeline: boolean;
  readonly connection: { readonly stream: Duplex };
}

/**
 * Sends statements one behind the other and then waits for all answers: each wait saved is two changes of process. Where
 * one fails those behind it fail as well, and the first failure is the one thrown.
 */
async function pipelined<T>(client: Client, send: () => Promise<T>[]): Promise<T[]> {
  const wire = client as Client & Wire;
  // Only for this: a COPY or a cursor cannot share the connection with what is sent behind it.
  wire.pipeline = true;
  try {
    const answers = await Promise.allSettled(atOnce(wire, send));
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
  } finally {
    wire.pipeline = false;
  }
}

/** In one write: where each has its own, PostgreSQL may be done with one before the next is there, and has to be woken again. */
function atOnce<T>({ connection: { stream } }: Wire, send: () => T): T {
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/**
 * Several statements in one round trip, one result each. They take no parameters, and hold no row values: PostgreSQL
 * logs the text of a statement that fails.
 */
export async function queryAll(client: Client, statements: string): Promise<pg.QueryResult[]> {
  return [(await client.query(statements)) as pg.QueryResult | pg.QueryResult[]].flat();
}

/** One transaction on one connection, in which row-level security shows only this clinic. */
export async function inTransaction<T>(
  pool: pg.Pool,
  { along, ...options }: TransactionOptions,
  work: (client: Client, begun: Begun) => Promise<T>,
): Promise<T> {
  const { mode } = options;
  const client = await connect(pool, options.prepare);
  const begin = beginSql(options);
  let result: T;
  const state = { committed: false };
  try {
    const results = along
      ? (await pipelined(client, () => [queryAll(client, begin), ...along(client)])).flat()
      : await queryAll(client, begin);
    const commitWith = async (last: () => Promise<unknown>): Promise<void> => {
      await pipelined<unknown>(client, () => [last(), client.query('COMMIT')]);
      state.committed = true;
    };
    result = await work(client, { results, commitWith });
    if (mode === 'READ COMMITTED' && !state.committed) await client.query('COMMIT');
  } catch (error) {
    await end(client, 'ROLLBACK');
    throw error;
  }
  if (mode === 'READ COMMITTED') client.release();
  // Nobody has to wait for the end of what only read.
  else void end(client, 'COMMIT');
  return result;
}

/**
 * The same in one round trip: begin, what `along` sends and COMMIT. Where one of it fails nothing is committed, and the
 * first failure is thrown.
 *
 * @returns the results of the last that `along` has sent
 */
export async function inOneTurn(
  pool: pg.Pool,
  { along, ...options }: TransactionOptions & Required<Pick<TransactionOptions, 'along'>>,
): Promise<readonly pg.QueryResult[]> {
  const client = await connect(pool, options.prepare);
  let results: pg.QueryResult[][];
  try {
    results = await pipelined(client, () => [
      queryAll(client, beginSql(options)),
      ...along(client),
      queryAll(client, 'COMMIT'),
    ]);
  } catch (error) {
    await end(client, 'ROLLBACK');
    throw error;
  }
  client.release();
  return results.at(-2) ?? [];
}

async function connect(pool: pg.Pool, prepare: TransactionOptions['prepare']): Promise<Client> {
  const client = await pool.connect();
  try {
    await prepare?.(client);
    return client;
  } catch (error) {
    // What it has prepared by now nobody knows.
    client.release(toError(error));
    throw error;
  }
}

function beginSql({ clinic, mode, setup = '' }: TransactionOptions): string {
  return `BEGIN ISOLATION LEVEL ${mode}; SET LOCAL satchel.clinic = ${String(clinic)}; ${setup}`;
}

/** Gives the connection back; one that does not even end its transaction is closed. */
async function end(client: Client, statement: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  try {
    await client.query(statement);
    client.release();
  } catch (error) {
    client.release(toError(error));
  }
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
