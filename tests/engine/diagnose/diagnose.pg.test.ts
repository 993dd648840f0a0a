import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { startTestServer, PASSWORD } from '../../support/server.ts';
import { type Desk, openDesk, settleDesks } from '../../support/two-desks.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });

/** The checks that are not content, with what they found. */
async function needing(desk: Desk, fix: boolean | string[] = false): Promise<string[]> {
  const { findings, healthy } = await desk.engine.services.diagnose.run({ fix });
  const found = findings.filter(({ state }) => state === 'attention').map(({ id }) => id);
  expect(healthy).toBe(found.length === 0);
  return found;
}

async function syncedDesk(): Promise<Desk> {
  const server = await startTestServer();
  const desk = await openDesk(access(server.url));
  desk.records.add('owners', { full_name: 'Canary Owner' });
  await settleDesks([desk]);
  return desk;
}

describe('diagnosing', () => {
  it('finds each planted fault and nothing else, and mends what is safe', async () => {
    const desk = await syncedDesk();
    expect(await needing(desk)).toEqual(['backup']);
    expect(await needing(desk, ['permissions'])).toEqual(['backup']);
    expect(await needing(desk, true)).toEqual([]);

    chmodSync(desk.home, 0o755);
    expect(await needing(desk)).toEqual(['permissions']);
    const { findings } = await desk.engine.services.diagnose.run({ fix: ['permissions'] });
    expect(findings.find(({ id }) => id === 'permissions')).toMatchObject({
      state: 'ok',
      fixed: true,
    });

    mkdirSync(join(desk.home, 'quarantine'));
    writeFileSync(join(desk.home, 'quarantine', 'old-wal'), '');
    expect(await needing(desk)).toEqual(['quarantine-folder']);
  });

  it('finds a value that changed without anybody’s edit, which SQLite cannot see', async () => {
    const desk = await syncedDesk();
    await needing(desk, true);
    const other = new BetterSqlite3(join(desk.home, 'clinic.db'));
    other.exec(`BEGIN; UPDATE _sync_gate SET open = 1;
      UPDATE owners SET notes = 'a bit that flipped'; UPDATE _sync_gate SET open = 0; COMMIT`);
    other.close();
    expect(await needing(desk)).toEqual(['digests']);
  });

  it('tells a line that is down from a desk that is unwell', async () => {
    const desk = await syncedDesk();
    await needing(desk, true);
    desk.network.before = () => {
      throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
    };
    const { findings } = await desk.engine.services.diagnose.run({ fix: false });
    const states = Object.fromEntries(findings.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({
      database: 'ok',
      server: 'attention',
      binding: 'skipped',
      digests: 'skipped',
      clock: 'skipped',
    });
  });

  it('says nothing of what the records hold', async () => {
    const desk = await syncedDesk();
    const report = JSON.stringify(await desk.engine.services.diagnose.run({ fix: false }));
    expect(report).not.toContain('Canary');
    expect(report).not.toContain(PASSWORD);
  });
});
