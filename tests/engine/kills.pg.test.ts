import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { mortalProgram } from '../support/mortal-programs.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { spawnServer, startTestServer, PASSWORD, temporaryData } from '../support/server.ts';
import { signInHome } from '../support/signed-in-home.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, type Desk, openDesk, settleDesks } from '../support/two-desks.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });

function addOwners(desk: Desk, count: number): void {
  for (let from = 0; from < count; from += 500) {
    desk.records.addMany(
      'owners',
      Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
        full_name: `Owner ${String(from + index)}`,
      })),
    );
  }
}

async function expectEqual(a: Desk, b: Desk, owners: number): Promise<void> {
  await settleDesks([a, b]);
  expect(contentOf(b.home)).toEqual(contentOf(a.home));
  expect(a.records.list({ table: 'owners' }).total).toBe(owners);
  expect(await a.engine.services.sync.compare()).toMatchObject({ equal: true, atRest: true });
}

describe('real kills', () => {
  it.each([1, 3])(
    '[SYNC-2] the server killed while upload %i arrives: equal afterwards, nothing doubled',
    async (nth) => {
      const databaseUrl = await createTestDatabase();
      const dataDir = temporaryData();
      const first = await startTestServer({ databaseUrl, dataDir });
      const port = Number(new URL(first.url).port);
      await first.close();

      const server = await spawnServer({ dataDir, databaseUrl, port });
      const a = await openDesk(access(server.url));
      const b = await openDesk(access(server.url));
      addOwners(a, 2500);
      let uploads = 0;
      a.network.before = (request) => {
        if (request.url.includes('/upload/') && ++uploads === nth) {
          // The request leaves at the same moment: it is killed while it receives or applies.
          setTimeout(() => void server.kill(), nth * 4);
        }
      };
      const report = await a.sync();
      expect(report.error?.code).toBe('SERVER_UNREACHABLE');

      await spawnServer({ dataDir, databaseUrl, port });
      await expectEqual(a, b, 2500);
    },
  );

  it('[SYNC-6] a desk killed while it waits, and while it applies: equal afterwards, nothing doubled', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url));
    addOwners(a, 12_000);
    a.records.delete('owners', a.records.list({ table: 'owners' }).records[0]?.key ?? '');
    await settleDesks([a]);

    for (const [what, phase, delayMs] of [
      ['waits for its first page', 'connecting', 30],
      ['applies its first page', 'applying', 0],
      ['applies what follows', 'applying', 60],
    ] as const) {
      const home = temporaryFolder();
      const b = await openDesk(access(server.url), home);
      const secrets = await signInHome(home, server.url);
      await b.engine.close();
      const child = spawn(process.execPath, [mortalProgram('desk'), home], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) {
        if (line === phase) break;
      }
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      child.kill('SIGKILL');
      await exited;
      expect(child.signalCode, what).toBe('SIGKILL');

      const again = await b.reopen();
      expect(secrets).toBe('file');
      await expectEqual(a, again, 11_999);
      expect(again.records.list({ table: 'owners' }).records.length).toBeGreaterThan(0);
      await again.engine.close();
    }
  });
});
