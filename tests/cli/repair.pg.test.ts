import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bundle } from '../../shared/api/diagnose.ts';
import type { Repair } from '../../shared/api/repair.ts';
import { createDeskWorld, type DeskWorld } from '../support/desk-world.ts';
import { unzip } from '../support/unzip.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await createDeskWorld();
  await world.join('front');
  await world.at('front', ['records', 'add', 'owners', 'full_name=Canary Zebedee']);
  await world.at('front', ['sync']);
}, 60_000);
afterAll(async () => {
  await world.close();
});

describe('when something is wrong, by the command line', () => {
  test('satchel repair fetches a value that changed by itself, starts the engine again and proves it', async () => {
    const file = new BetterSqlite3(join(world.home('front'), 'clinic.db'));
    file.exec(`BEGIN; UPDATE _sync_gate SET open = 1; UPDATE owners SET full_name = 'flipped';
      UPDATE _sync_gate SET open = 0; COMMIT`);
    file.close();
    const ran = await world.spawnAt('front', ['repair', '--json']);
    const repair = ran.json<Repair>();
    expect([ran.code, repair.summary]).toEqual([0, 'All is well.']);
    const states = Object.fromEntries(repair.steps.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ refetch: 'done', restart: 'done', proof: 'done' });
    const compared = await world.spawnAt('front', ['compare', '--json']);
    expect(compared.json()).toMatchObject({ equal: true, atRest: true });
  });

  test('satchel support-bundle writes a zip without a record or a password', async () => {
    const out = join(world.folder, 'bundle.zip');
    const ran = await world.spawnAt('front', ['support-bundle', '--out', out, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json<Bundle>().path).toBe(out);
    const text = Object.values(unzip(out)).join('\n');
    expect(text).not.toMatch(/Canary|Zebedee|flipped/);
    const again = await world.at('front', ['support-bundle', '--out', out, '--json']);
    expect([again.code, again.json()]).toMatchObject([2, { error: { code: 'BUNDLE_EXISTS' } }]);
  });

  test('satchel repair names a backup for a database that cannot be opened, and leaves the file as it is', async () => {
    const path = join(world.home('front'), 'clinic.db');
    await world.at('front', ['backup', 'create']);
    rmSync(path);
    for (const besides of ['-wal', '-shm']) rmSync(path + besides, { force: true });
    const ran = await world.at('front', ['repair', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json<Repair>().summary).toMatch(/satchel backup restore \d{4}-\d\d-\d\dT/);
    expect(existsSync(path)).toBe(false);
    const bundle = await world.at('front', ['support-bundle', '--json']);
    expect(unzip(bundle.json<Bundle>().path)['database.json']).toContain('STORE_MISSING');
  });
});
