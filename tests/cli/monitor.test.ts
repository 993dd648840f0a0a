import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandFor } from '../../cli/monitor/notify.ts';
import { MonitorFile } from '../../cli/monitor/monitor-file.ts';
import { type Ran, type RunOptions, runSatchel, spawnSatchel } from '../support/satchel-command.ts';

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satchel-monitor-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  await satchel(['monitor', '--stop']);
  await rm(folder, { recursive: true });
});

const satchel = (args: string[], options: RunOptions = {}): Promise<Ran> =>
  runSatchel(args, { home, ...options });
/** The monitor in the background is a child of the command, by the same program. */
const spawned = (args: string[], options: RunOptions = {}): Promise<Ran> =>
  spawnSatchel(args, { home, ...options });

/** A `notify-send` that writes down what it was told, in a PATH of our own. */
async function notices(): Promise<{
  environment: Record<string, string>;
  read(): Promise<string>;
}> {
  const told = join(folder, 'told');
  const program = join(folder, 'notify-send');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${told}'\n`);
  await chmod(program, 0o755);
  const path = [folder, process.env['PATH'] ?? ''].join(delimiter);
  return { environment: { PATH: path }, read: () => readFile(told, 'utf8').catch(() => '') };
}

const log = (): Promise<string> =>
  readFile(join(home, 'logs', 'monitor.log'), 'utf8').catch(() => '');

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('satchel monitor', () => {
  it.skipIf(process.platform !== 'linux')(
    'goes on in the background, leaves the store to others, logs, shows notices, and ends when it is told',
    { timeout: 120_000 },
    async () => {
      await satchel(['init']);
      const { environment, read } = await notices();
      const args = ['monitor', '--background', '--interval', '5', '--json'];
      const ran = await spawned(args, { environment });
      expect(ran.code).toBe(0);
      const { pid } = ran.json<{ pid: number }>();
      expect(lives(pid)).toBe(true);
      await vi.waitUntil(async () => (await read()).includes('backed up'), { timeout: 60_000 });
      expect(await read()).toContain('Last verified backup: Nothing has been backed up yet');
      expect(await log()).toContain('Nothing has been backed up yet');

      const second = await spawned(args, { environment });
      expect([second.code, second.json()]).toMatchObject([
        1,
        { error: { code: 'MONITOR_RUNNING' } },
      ]);
      const foreground = await satchel(['monitor', '--json']);
      expect(foreground.json()).toMatchObject({ error: { code: 'MONITOR_RUNNING' } });

      expect((await satchel(['backup', 'create'])).code).toBe(0);
      await vi.waitUntil(async () => (await log()).includes('All is well'), { timeout: 60_000 });

      const stopped = await satchel(['monitor', '--stop', '--json']);
      expect(stopped.json()).toEqual({ success: true });
      await vi.waitUntil(() => !lives(pid), { timeout: 30_000 });
      expect(new MonitorFile(home).findRunning()).toBeUndefined();
    },
  );

  it('takes the place of one that died, whoever has its number now', async () => {
    await satchel(['init']);
    const dead = {
      pid: process.pid,
      startedAt: '2026-01-01T00:00:00.000Z',
      seenAt: Date.now() - 60_000,
      intervalSeconds: 300,
      fix: false,
      log: 'monitor.log',
    };
    await writeFile(join(home, 'monitor.json'), JSON.stringify(dead));
    expect((await spawned(['monitor', '--stop', '--json'])).json()).toEqual({ success: false });
    const ran = await spawned(['monitor', '--background', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json<{ pid: number }>().pid).not.toBe(process.pid);
  });

  it('refuses an interval that is none', async () => {
    await satchel(['init']);
    const ran = await satchel(['monitor', '--interval', '1', '--json']);
    expect([ran.code, ran.json()]).toMatchObject([2, { error: { code: 'USAGE' } }]);
  });

  it('gives the notice to each platform as an argument or a variable, never as part of a command', () => {
    const text = `a" & 'b'; $(c)`;
    expect(commandFor('linux', text).at(-1)).toBe(text);
    expect(commandFor('darwin', text)).toContain(text);
    expect(commandFor('win32', text).join(' ')).not.toContain(text);
  });
});
