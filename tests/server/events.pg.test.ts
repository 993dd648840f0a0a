import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

/** What a desk hears, one text an event. */
async function listen(url: string, client: WireClient) {
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
  });
  const answer = await fetch(`${url}/api/database/events/`, {
    headers: client.headers,
    signal: controller.signal,
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return {
    /** The next event, comments passed over; undefined at the end of the stream. */
    async next(): Promise<string | undefined> {
      for (;;) {
        const end = rest.indexOf('\n\n');
        if (end !== -1) {
          const event = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (!event.startsWith(':')) return event;
          continue;
        }
        const { done, value } = await reader.read();
        if (done) return undefined;
        rest += value;
      }
    },
  };
}

async function clientOf(server: TestServer, username = 'staff', device = 'desk-1') {
  const { access } = await server.signIn(username, device);
  return new WireClient({ url: server.url, token: access, device });
}

const owner = (id: string) => [id, 'Ann', null, null, null, null];

const event = ({ epoch, version, nonce }: { epoch: number; version: number; nonce: string }) =>
  `event: head\ndata: ${String(epoch)}.${String(version)}.${nonce}`;

it('tells a desk the head when it comes, and then every new one, its own included, and no data', async () => {
  const server = await startTestServer();
  const client = await clientOf(server);
  const first = await client.push([client.insert('owners', owner('o1'))]);
  const stream = await listen(server.url, client);
  expect(await stream.next()).toBe(event(first.commit!));
  const second = await client.push([client.insert('owners', owner('o2'))]);
  expect(await stream.next()).toBe(event(second.commit!));
});

it('tells what plain SQL and other server processes committed, and nothing of other clinics', async () => {
  const databaseUrl = await createTestDatabase();
  const server = await startTestServer({ databaseUrl });
  const replica = await startTestServer({ databaseUrl });
  await server.addClinicWithUser('Hillside', 'other');
  const [here, there] = [await clientOf(server), await clientOf(server, 'other')];
  const stream = await listen(replica.url, here);
  expect(await stream.next()).toBe('event: head\ndata: 0.0.');

  await there.push([there.insert('owners', owner('x'))]);
  const { commit } = await here.push([here.insert('owners', owner('o1'))]);
  expect(await stream.next()).toBe(event(commit!));

  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  onTestFinished(() => sql.end());
  await sql.query(`UPDATE owners SET phone = '555' WHERE id = 'o1'`);
  expect(await stream.next()).toMatch(/^event: head\ndata: 0\.2\.[0-9a-f]{16}$/);
});

it('a process whose connection to PostgreSQL broke tells the head again once it listens', async () => {
  const databaseUrl = await createTestDatabase();
  const server = await startTestServer({ databaseUrl });
  const client = await clientOf(server);
  const stream = await listen(server.url, client);
  await stream.next();
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  onTestFinished(() => sql.end());
  await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query = 'LISTEN satchel_head'`);
  const { commit } = await client.push([client.insert('owners', owner('o1'))]);
  expect(await stream.next()).toBe(event(commit!));
});

it('streams end when the server closes, and nobody listens without a token', async () => {
  const server = await startTestServer();
  const client = await clientOf(server);
  const stream = await listen(server.url, client);
  await stream.next();
  const refused = await fetch(`${server.url}/api/database/events/`);
  expect(refused.status).toBe(401);
  await server.close();
  expect(await stream.next()).toBeUndefined();
});
