import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres.ts';
import { mortalProgram } from '../support/mortal-programs.ts';
import { PASSWORD, startTestServer, temporaryData } from '../support/server.ts';
import { signInHome } from '../support/signed-in-home.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, type Desk, openDesk, settleDesks } from '../support/two-desks.ts';

/*
 * Real processes of the desk and of the server on a real PostgreSQL, each killed (SIGKILL) at a named point of a sync;
 * together with those of the simulation, which are many and not real, they say that no moment is a bad one.
 */
const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });
const OWNERS = 40;
let kills = 0;

const DESK_POINTS = [
  'an edit saved',
  'a page asked',
  'a page answered',
  'a page read',
  'a page applied, not yet committed',
  'a page applied',
  'a batch frozen, not yet committed',
  'a batch frozen',
  'an upload asked',
  'an upload answered',
  'a second upload asked',
  'an answer settled, not yet committed',
  'an answer settled',
];
const SERVER_POINTS = [
  'a page is asked for',
  'a page is looked for',
  'an upload arrives',
  'an upload is looked up',
  'rows are written',
  'an answer is stored',
  'a commit is on its way',
  'an upload is committed',
  'a second time, an answer is stored',
  'a second time, an upload is committed',
];

it('[SYNC-2] [SYNC-6] a desk killed at any of these points loses nothing and doubles nothing', async () => {
  const server = await startTestServer();
  const a = await openDesk(access(server.url));
  const home = temporaryFolder();
  const b = await openDesk(access(server.url), home);
  await signInHome(home, server.url);
  await b.engine.close();
  let owners = 0;
  for (const point of DESK_POINTS) {
    owners += addOwners(a, 5);
    await a.sync();
    const child = spawn(
      process.execPath,
      [mortalProgram('mortal-desk'), home, String(OWNERS), point],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    owners += OWNERS;
    await expectKilled(child, point);
  }
  await expectEqual(a, await b.reopen(), owners);
}, 400_000);

it('[SYNC-2] a server killed at any of these points has each batch whole and once', async () => {
  const databaseUrl = await createTestDatabase();
  const dataDir = temporaryData();
  const first = await startTestServer({ databaseUrl, dataDir });
  const a = await openDesk(access(first.url));
  const b = await openDesk(access(first.url));
  // What the first two points need: pages that the desk has not had.
  let owners = addOwners(b, 5);
  await b.sync();
  const port = Number(new URL(first.url).port);
  await first.close();
  for (const point of SERVER_POINTS) {
    const child = spawn(
      process.execPath,
      [mortalProgram('mortal-server'), dataDir, databaseUrl, String(port), point],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const killed = expectKilled(child, point);
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), killed]);
    owners += addOwners(a, 700);
    const { error } = await a.sync();
    // One that has outlived its point.
    child.kill('SIGTERM');
    expect(error?.code, point).toBe('SERVER_UNREACHABLE');
    await killed;
  }
  await startTestServer({ databaseUrl, dataDir, port });
  await expectEqual(a, b, owners);
}, 400_000);

it('these were twenty real kills and more', () => {
  expect(kills).toBe(DESK_POINTS.length + SERVER_POINTS.length);
  expect(kills).toBeGreaterThanOrEqual(20);
});

async function expectKilled(child: ChildProcess, point: string): Promise<void> {
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal, point).toBe('SIGKILL');
  kills++;
}

function addOwners(desk: Desk, count: number): number {
  const names = Array.from({ length: count }, (_, n) => `Owner ${String(n)}`);
  return desk.records.addMany(
    'owners',
    names.map((name) => ({ full_name: name })),
  ).length;
}

async function expectEqual(a: Desk, b: Desk, owners: number): Promise<void> {
  await settleDesks([a, b]);
  expect(contentOf(b.home)).toEqual(contentOf(a.home));
  expect(a.records.list({ table: 'owners' }).total).toBe(owners);
  expect(await a.engine.services.sync.compare()).toMatchObject({ equal: true, atRest: true });
}
