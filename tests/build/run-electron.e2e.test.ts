import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureElectronBundle } from '../../build/bundle/electron-bundle.ts';
import { runElectron } from '../../build/start/run-electron.ts';
import { connectRunning } from '../../engine/index.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'satchel-run-electron-'));
const register = join(root, 'tests/support/electron-double/register.ts');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await ensureElectronBundle(root, () => undefined);
});

/** A program that stands for Electron's binary. */
function binary(name: string, shell: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${shell}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('npm start with a desktop app', () => {
  it('waits until the app answers, reaches its engine, and ends it in order', async () => {
    const home = join(folder, 'home');
    const app = await runElectron(
      binary('electron', `exec "${process.execPath}" --import "${register}" "$@"`),
      root,
      home,
    );
    expect(app.engine.running.kind).toBe('electron');
    expect((await app.engine.client.account.whoami({})).signedIn).toBe(false);
    await app.close();
    await app.ended;
    expect(await connectRunning(home)).toBeUndefined();
  });

  it.each([
    ['ends at once, as without a working display', 'exit 1'],
    ['is killed', 'kill -9 $$'],
  ])('says so when the app %s', async (_, shell) => {
    const failing = runElectron(binary('failing', shell), root, join(folder, 'other'));
    await expect(failing).rejects.toThrow('did not start');
  });

  it('says so when the binary cannot be run at all', async () => {
    const failing = runElectron(join(folder, 'missing'), root, join(folder, 'other'));
    await expect(failing).rejects.toThrow('did not start');
  });
});
