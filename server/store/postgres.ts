import pg from 'pg';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { APPLICATION, openCluster } from './cluster.ts';

export interface PostgresOptions {
  readonly dataDir: string;
  /** A PostgreSQL to use instead of one of our own. */
  readonly databaseUrl?: string | undefined;
}

export interface Postgres {
  readonly url: string;
  /** Stops our own PostgreSQL where nobody else uses it; close every connection first. */
  close(): Promise<void>;
}

const DATABASE = 'satchel';

/**
 * One code path over a real PostgreSQL and our own in the data folder.
 *
 * @throws SatchelError DATABASE_UNREACHABLE, POSTGRES_FAILED
 */
export async function openPostgres({ dataDir, databaseUrl }: PostgresOptions): Promise<Postgres> {
  if (databaseUrl) {
    await query(databaseUrl, 'SELECT 1');
    return { url: databaseUrl, close: () => Promise.resolve() };
  }
  const cluster = await openCluster({ dataDir });
  const found = await query(
    cluster.url('postgres'),
    'SELECT 1 FROM pg_database WHERE datname = $1',
    [DATABASE],
  );
  if (found === 0) await createDatabase(cluster.url('postgres'));
  return { url: cluster.url(DATABASE), close: () => cluster.close() };
}

async function createDatabase(url: string): Promise<void> {
  try {
    await query(url, `CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another command created it in the same moment.
    const code = ((error as Error).cause as { code?: string } | undefined)?.code;
    if (code !== '42P04' && code !== '23505') throw error;
  }
}

async function query(url: string, text: string, values: string[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: APPLICATION });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text, values)).rowCount ?? 0;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new SatchelError('DATABASE_UNREACHABLE', { detail }, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
