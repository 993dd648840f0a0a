import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchElectron } from '../../build/start/fetch-electron.ts';
import { planWindow } from '../../build/start/window-plan.ts';

const root = mkdtempSync(join(tmpdir(), 'satchel-fetch-'));
const electron = join(root, 'node_modules/electron');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(() => {
  rmSync(electron, { recursive: true, force: true });
  mkdirSync(electron, { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(electron, 'path.txt'), 'electron');
});

const install = (code: string) => {
  writeFileSync(join(electron, 'install.js'), code);
};
const finish = `require('node:fs').mkdirSync(__dirname + '/dist', { recursive: true });
  require('node:fs').writeFileSync(__dirname + '/dist/electron', 'binary');`;

describe('looking for Electron', () => {
  it('takes the binary that is there, without a download', async () => {
    install('process.exit(9)');
    mkdirSync(join(electron, 'dist'));
    writeFileSync(join(electron, 'dist/electron'), '');
    const said: string[] = [];
    const binary = await fetchElectron(root, (line) => said.push(line));
    expect(binary).toBe(join(electron, 'dist/electron'));
    expect(said).toEqual([]);
  });

  it('downloads it once, and says so', async () => {
    install(finish);
    const said: string[] = [];
    const binary = await fetchElectron(root, (line) => said.push(line));
    expect(binary).toBe(join(electron, 'dist/electron'));
    expect(said.join()).toContain('Downloading Electron');
  });

  it('gives up a download that stands still', async () => {
    install('setInterval(() => undefined, 1000)');
    expect(await fetchElectron(root, () => undefined, 600)).toBeUndefined();
  });

  it('lets a slow download go on for as long as it moves', async () => {
    install(`const fs = require('node:fs'); const path = require('node:path'); let times = 0;
      const file = path.join(process.env.TMPDIR, 'part');
      const step = setInterval(() => {
        fs.appendFileSync(file, 'more');
        if (++times < 30) return;
        clearInterval(step);
        ${finish}
      }, 100);`);
    expect(await fetchElectron(root, () => undefined, 1500)).toBeDefined();
  });

  it('is content without it where the download fails', async () => {
    install('process.exit(1)');
    expect(await fetchElectron(root, () => undefined)).toBeUndefined();
  });

  it('does not even look where there is no display', async () => {
    install(finish);
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
    const said: string[] = [];
    expect(await planWindow(root, (line) => said.push(line))).toEqual({
      kind: 'host',
      reason: 'this machine has no display for a desktop window',
    });
    expect(said).toEqual([]);
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
});
