import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../../../engine/engine.ts';
import { systemClock, systemRandom } from '../../../engine/thread/system-ports.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { runSatchel } from '../../support/satchel-command.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { memorySecrets } from '../../support/virtual-clock.ts';

async function start(
  home: string,
): Promise<{ engine: Engine; log: ReturnType<typeof createMemoryLog> }> {
  const log = createMemoryLog();
  const engine = await createEngine({
    home,
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: memorySecrets(),
      log,
      transport: { send: () => Promise.reject(new RangeError('no network here')) },
    },
  });
  onTestFinished(() => engine.close());
  return { engine, log };
}

/** A home that was started, set, and closed. */
async function usedHome(): Promise<{ home: string; file: string }> {
  const home = temporaryFolder();
  const { engine } = await start(home);
  engine.services.settings.set('backup.intervalMinutes', 45);
  await engine.close();
  return { home, file: join(home, 'config.json') };
}

describe('settings that were damaged', () => {
  it.each([
    ['gone', undefined],
    ['empty', ''],
    ['zeroed by the disk', '\0'.repeat(64)],
    ['of bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe])],
  ])(
    '%s, are those of the last start again, and what was there is kept and told',
    async (_, bytes) => {
      const { home, file } = await usedHome();
      if (bytes === undefined) rmSync(file);
      else writeFileSync(file, bytes);
      const { engine, log } = await start(home);
      expect(engine.services.settings.get('backup.intervalMinutes')).toMatchObject({ value: 45 });
      expect(JSON.stringify(log)).toContain('config.json was damaged');
      const { findings } = await engine.services.diagnose.run({ fix: false });
      const aside = findings.find(({ id }) => id === 'quarantine-folder');
      if (bytes === undefined) {
        expect(aside?.state).toBe('ok');
        return;
      }
      expect(aside?.meaning).toContain('Settings were damaged');
      const [kept = ''] = readdirSync(join(home, 'quarantine'));
      expect(readFileSync(join(home, 'quarantine', kept))).toEqual(Buffer.from(bytes));
    },
  );

  it('by a person, are left as they are until they are asked back', async () => {
    const { home, file } = await usedHome();
    const typed = '{ "backup": { "intervalMinutes": 30, } }';
    writeFileSync(file, typed);
    await expect(start(home)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(readFileSync(file, 'utf8')).toBe(typed);
    const ran = await runSatchel(['config', 'restore', '--json'], { home });
    const { aside } = ran.json<{ aside: string }>();
    expect(readFileSync(aside, 'utf8')).toBe(typed);
    const { engine } = await start(home);
    expect(engine.services.settings.get('backup.intervalMinutes')).toMatchObject({ value: 45 });
  });

  it('while Satchel runs, are a finding', async () => {
    const { home, file } = await usedHome();
    const { engine } = await start(home);
    writeFileSync(file, '{"backup": {"intervalMinutes": "soon"}}');
    const { findings } = await engine.services.diagnose.run({ fix: false });
    expect(findings.find(({ id }) => id === 'config')).toMatchObject({
      state: 'attention',
      finding: expect.stringContaining('backup.intervalMinutes') as string,
    });
  });

  it('in a folder that never had any are the defaults', async () => {
    const home = temporaryFolder();
    const { engine } = await start(home);
    expect(engine.services.settings.get('backup.intervalMinutes').source).toBe('default');
    expect(existsSync(join(home, 'config.kept.json'))).toBe(false);
    const ran = await runSatchel(['config', 'restore', '--json'], { home });
    expect(ran.json()).toMatchObject({ error: { code: 'CONFIG_NOT_KEPT' } });
  });
});
