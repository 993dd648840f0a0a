import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres.ts';
import { signIn, spawnServer, startTestServer, temporaryData } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const owner = (id: string): (string | null)[] => [id, 'Ann', null, null, null, null];

it('[SYNC-2] a server killed in mid-upload has each batch whole and once, or not at all', async () => {
  const databaseUrl = await createTestDatabase();
  const seed = await startTestServer({ databaseUrl });
  await seed.close();
  const dataDir = temporaryData();
  let server = await spawnServer({ dataDir, databaseUrl });
  const { access } = await signIn(server.url, 'staff', 'desk-1');
  const BATCH = 300;
  const bodies: Buffer[] = [];
  const client = new WireClient({ url: server.url, token: access });
  for (let i = 0; i < 12; i++) {
    bodies.push(
      client.body(
        Array.from({ length: BATCH }, () => client.insert('owners', owner(randomUUID()))),
      ),
    );
  }
  let answered = 0;
  let kills = 0;
  while (answered < bodies.length) {
    const now: WireClient = new WireClient({
      url: server.url,
      token: access,
      incarnation: client.incarnation,
    });
    // The kill falls anywhere between the first byte and the answer of some batch.
    const killer = kills < 4 ? sleep(25 + 35 * kills).then(() => server.kill()) : Promise.resolve();
    if (kills < 4) kills++;
    try {
      while (answered < bodies.length) {
        const answer = await (await now.send(bodies[answered]!)).json();
        if (answer.status === 'done') answered++;
      }
    } catch {
      // Cut off in the middle: the same bytes go to the next server.
    }
    await killer;
    if (server.process.exitCode !== null || server.process.signalCode !== null) {
      server = await spawnServer({ dataDir, databaseUrl });
    }
  }
  expect(kills).toBe(4);
  const last = new WireClient({ url: server.url, token: access, incarnation: client.incarnation });
  const { rows, head } = await last.pull();
  expect(rows).toHaveLength(bodies.length * BATCH);
  expect(head.version).toBe(bodies.length);
  expect(await server.stop()).toBe(0);
});
