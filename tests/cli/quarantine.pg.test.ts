import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Quarantined, QuarantineExport } from '../../shared/api/quarantine.ts';
import { createDeskWorld, type DeskWorld } from '../support/desk-world.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await createDeskWorld();
  await world.join('front', 'mara');
  await world.join('back', 'jon');
}, 60_000);
afterAll(async () => {
  await world.close();
});

// Told in order: each test goes on where the one before ended.
const quarantine = (...args: string[]) => world.at('front', ['quarantine', ...args]);

test('a refused record is listed in words and exported for its owner’s eyes only', async () => {
  for (const desk of ['back', 'front']) {
    await world.at(desk, ['sync']);
    await world.at(desk, [
      'records',
      'add',
      'patients',
      `name=${desk}`,
      'species=dog',
      'microchip=9',
    ]);
  }
  await world.at('back', ['sync']);
  await world.at('front', ['sync', '--direction', 'push']);
  const list = await quarantine();
  expect(list.code).toBe(3);
  expect(list.stdout).toContain('“Microchip” is already used by another record');
  expect(list.stdout).toContain('satchel quarantine edit');

  const file = join(world.folder, 'aside.json');
  const written = await quarantine('export', '--out', file);
  expect([written.code, written.stderr]).toEqual([0, '']);
  expect(written.stdout).toContain('patient data');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const document = JSON.parse(await readFile(file, 'utf8')) as QuarantineExport;
  expect(document.records).toMatchObject([
    { mine: { name: 'front', microchip: '9' }, server: null },
  ]);
  const again = await quarantine('export', '--out', file);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already there')]);
});

test('it is given up, taken back, corrected and sent', async () => {
  const [aside] = (await quarantine('list', '--json')).json<Quarantined[]>();
  const id = aside?.id ?? '';
  expect((await quarantine('retry')).code).toBe(2);
  expect((await quarantine('retry', id)).stdout).toContain('1 record will be sent again');
  await world.at('front', ['sync', '--direction', 'push']);
  const discarded = await quarantine('discard', id);
  expect(discarded.stdout).toContain('quarantine undo 1');
  expect((await quarantine()).stdout).toContain('Nothing is set aside');
  expect((await quarantine('undo')).stdout).toContain('front');
  expect((await quarantine('undo', '1')).code).toBe(0);
  await world.at('front', ['sync', '--direction', 'push']);
  expect((await quarantine('edit', id, 'microchip=10')).code).toBe(0);
  const sync = await world.at('front', ['sync']);
  expect(sync.code).toBe(0);
  expect((await quarantine()).code).toBe(0);
});
