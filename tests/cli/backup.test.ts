import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineHandle, startEngine } from '../../engine/index.ts';
import type { Backup } from '../../shared/api/backups.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundledThreads } from '../support/bundled-threads.ts';
import { runSatchel, type RunOptions, spawnSatchel } from '../support/satchel-command.ts';

let home: string;
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'satchel-backup-')), 'home');
});
afterEach(async () => {
  await rm(join(home, '..'), { recursive: true });
});

const satchel = (args: string[], options: RunOptions = {}) =>
  runSatchel(args, { home, ...options });
/** Its jobs run in threads, and it starts the engine again: it has to end by itself all the same. */
const spawned = (args: string[]) => spawnSatchel(args, { home });
const passphrase = { SATCHEL_BACKUP_PASSPHRASE: 'correct horse battery' };

async function withEngine<T>(use: (engine: EngineHandle) => Promise<T>): Promise<T> {
  const engine = await startEngine({
    home,
    log: { write: () => undefined },
    environment: {},
    reader: false,
    entries: bundledThreads,
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

function deskWith(...names: string[]): Promise<unknown> {
  return withEngine(({ client }) =>
    client.records.addMany({
      table: 'owners',
      rows: names.map((full_name) => ({ full_name })),
    }),
  );
}

function owners(): Promise<unknown[]> {
  return withEngine(async ({ client }) => {
    const { records } = await client.records.list({ table: 'owners' });
    return records.map(({ values }) => values['full_name']).sort();
  });
}

/** As `satchel backup create` made it. */
function backUp(): Promise<Backup> {
  return withEngine(({ client }) => client.backups.create({}));
}

describe('satchel backup', { timeout: 120_000 }, () => {
  test('makes, lists, verifies and restores one, with the edits since offered again', async () => {
    await deskWith('Ana');
    expect((await satchel(['backup', 'list'])).code).toBe(3);
    const made = (await spawned(['backup', 'create', '--json'])).json<{ id: string }>();
    const listed = await satchel(['backup', 'list', '--json']);
    expect([listed.code, listed.json()]).toMatchObject([
      0,
      { alarm: 'fine', backups: [{ id: made.id, state: 'verified', counts: { owners: 1 } }] },
    ]);
    expect((await spawned(['backup', 'verify', '--all'])).stdout).toContain(`ok   ${made.id}`);

    await deskWith('Ben');
    const preview = await satchel(['backup', 'restore', made.id, '--dry-run']);
    expect(preview.stdout).toContain('Nothing was changed.');
    expect(preview.stdout).toMatch(/owners +2 +1/);
    expect(await owners()).toEqual(['Ana', 'Ben']);

    const restored = await spawned(['backup', 'restore', made.id, '--json']);
    expect([restored.code, restored.json()]).toMatchObject([3, { unsent: 2, recoverable: 1 }]);
    expect(await owners()).toEqual(['Ana']);
    expect(existsSync(restored.json<{ displaced: string }>().displaced)).toBe(true);
    expect((await satchel(['backup', 'recover'])).stdout).toContain('Ben');
    await spawned(['backup', 'recover', '--apply']);
    expect(await owners()).toEqual(['Ana', 'Ben']);
  });

  test('restores over a database that cannot be opened, and keeps that file', async () => {
    await deskWith('Ana');
    const { id } = await backUp();
    const database = join(home, 'clinic.db');
    writeFileSync(database, 'scribbled over. '.repeat(500));
    expect((await satchel(['status', '--json'])).json()).toMatchObject({
      error: { code: 'STORE_NOT_A_DATABASE' },
    });
    const ran = await satchel(['backup', 'restore', id, '--json']);
    expect([ran.code, ran.json()]).toMatchObject([0, { readable: false, recoverable: 0 }]);
    expect(await owners()).toEqual(['Ana']);
    const { displaced } = ran.json<{ displaced: string }>();
    expect(readFileSync(displaced, 'utf8')).toContain('scribbled over');
  });

  test('makes no blank database where there was one', async () => {
    await deskWith('Ana');
    rmSync(join(home, 'clinic.db'));
    const ran = await satchel(['records', 'add', 'owners', 'full_name=Ben', '--json']);
    expect([ran.code, ran.json()]).toMatchObject([1, { error: { code: 'STORE_MISSING' } }]);
    expect(readdirSync(home)).not.toContain('clinic.db');
  });

  test('encrypts with a passphrase that is never written down', async () => {
    await deskWith('Ana Secret');
    const made = await satchel(['backup', 'create', '--encrypt', '--json'], {
      environment: passphrase,
    });
    const { id, folder, file } = made.json<{ id: string; folder: string; file: string }>();
    expect(readFileSync(join(folder, file)).includes('Ana Secret')).toBe(false);
    const to = join(home, 'plain.db');
    const wrong = await satchel(['backup', 'export', id, '--to', to, '--passphrase', '--json'], {
      environment: { SATCHEL_BACKUP_PASSPHRASE: 'not that one' },
    });
    expect(wrong.json()).toMatchObject({ error: { code: 'BACKUP_PASSPHRASE' } });
    await satchel(['backup', 'export', id, '--to', to, '--passphrase'], {
      environment: passphrase,
    });
    expect(readFileSync(to).includes('Ana Secret')).toBe(true);
    for (const name of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const bytes = readFileSync(join(name.parentPath, name.name));
      expect(bytes.includes('correct horse')).toBe(false);
    }
  });

  test('says which backup is damaged, and restores nothing from it', async () => {
    await deskWith('Ana');
    const { id, folder, file } = await backUp();
    truncateSync(join(folder, file), 20_000);
    const verified = await satchel(['backup', 'verify', id]);
    expect([verified.code, verified.stdout]).toEqual([3, expect.stringContaining('BAD')]);
    const ran = await satchel(['backup', 'restore', id, '--json']);
    expect([ran.code, ran.json()]).toMatchObject([1, { error: { code: 'BACKUP_DAMAGED' } }]);
    expect(await owners()).toEqual(['Ana']);
  });
});
