import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStartAtLogin } from '../../../electron/lifecycle/start-at-login.ts';

let configDir: string;
beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'satchel-login-'));
});
afterEach(() => {
  rmSync(configDir, { recursive: true });
});

describe('starting when a person signs in to the computer', () => {
  it('is a file on Linux, and starts without a window', async () => {
    const program = '/opt/My "Apps"/satchel$1';
    const login = createStartAtLogin({ app: {} as never, platform: 'linux', program, configDir });
    expect(await login.isOn()).toBe(false);
    await login.set(true);
    expect(await login.isOn()).toBe(true);
    const entry = readFileSync(join(configDir, 'autostart/satchel.desktop'), 'utf8');
    expect(entry).toContain('Exec="/opt/My \\"Apps\\"/satchel\\$1" --hidden\n');
    await login.set(false);
    await login.set(false);
    expect(await login.isOn()).toBe(false);
  });

  it.each(['darwin', 'win32'] as const)('is the system’s own setting on %s', async (platform) => {
    let kept = { openAtLogin: false, args: [] as string[] };
    const app = {
      getLoginItemSettings: ({ args }: { args: string[] }) => ({
        openAtLogin: kept.openAtLogin && kept.args.join() === args.join(),
      }),
      setLoginItemSettings: (settings: typeof kept) => (kept = settings),
    };
    const login = createStartAtLogin({ app: app as never, platform, program: '', configDir });
    await login.set(true);
    expect(kept).toEqual({ openAtLogin: true, args: ['--hidden'] });
    expect(await login.isOn()).toBe(true);
  });
});
