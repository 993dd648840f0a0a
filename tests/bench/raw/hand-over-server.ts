import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { quoteIdentifier } from '../../../shared/records/sqlite-ddl.ts';
import { postgresTypes } from '../../../server/store/sql-text.ts';
import { patients } from '../patients.ts';
import { serveCalls } from '../process/calls.ts';

/*
 * The least that takes rows and gives them out: one statement a request, and no sign-in, clinics, checks, conflicts,
 * repeats or history. What the real server adds to it is what Satchel is for.
 */
let server: Server | undefined;
let sql: pg.Client | undefined;

const names = patients.columns.map(({ name }) => quoteIdentifier(name));
const arrays = patients.columns.map(
  ({ type }, at) => `$${String(at + 1)}::${postgresTypes[type]}[]`,
);
const sets = names.slice(1).map((name) => `${name} = excluded.${name}`);

const push = {
  name: 'raw push',
  text: `WITH made AS (UPDATE raw_head SET head = head + 1 RETURNING head),
      written AS (INSERT INTO raw_rows (clinic_id, sync_epoch, sync_version, ${names.join(', ')})
        SELECT 1, 0, made.head, r.* FROM made, unnest(${arrays.join(', ')}) AS r
        ON CONFLICT (clinic_id, id) DO UPDATE SET sync_version = excluded.sync_version, ${sets.join(', ')})
    SELECT head FROM made`,
};
const pull = {
  name: 'raw pull',
  text: `SELECT ${names.join(', ')}, sync_version FROM raw_rows
    WHERE clinic_id = 1 AND sync_version > $1 ORDER BY sync_version LIMIT 20000`,
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!sql) throw new RangeError('the server has not started');
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const rows = JSON.parse(Buffer.concat(chunks).toString()) as unknown[][];
    const values = patients.columns.map((_, at) => rows.map((row) => row[at]));
    const { rows: made } = await sql.query<{ head: string }>({ ...push, values });
    response.end(made[0]?.head);
    return;
  }
  const values = [request.url?.slice(1) ?? '0'];
  const { rows } = await sql.query<unknown[]>({ ...pull, values, rowMode: 'array' });
  if (rows.length === 0) response.writeHead(304).end();
  else response.end(JSON.stringify(rows));
}

const calls = {
  async start({ databaseUrl }: { databaseUrl: string }) {
    sql = new pg.Client({ connectionString: databaseUrl });
    await sql.connect();
    server = createServer((request, response) => {
      void answer(request, response);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port };
  },

  async stop() {
    server?.closeAllConnections();
    await sql?.end();
  },
};

export type RawServerCalls = typeof calls;

serveCalls(calls);
