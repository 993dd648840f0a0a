import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileLog, logLevel } from '../../../engine/thread/file-log.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-log-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('the log file', () => {
  test('holds one JSON line an entry from its level up, for its owner only', async () => {
    const log = createFileLog({ home, level: 'info' });
    log.write('debug', 'left out');
    log.write('info', 'synced', { table: 'owners', rows: 12, ms: 4 });
    log.write('error', 'stopped', { code: 'SYNC_STALLED' });
    await log.close();
    const file = join(home, 'logs', 'satchel.log');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'info', message: 'synced', table: 'owners', rows: 12, ms: 4 },
      { level: 'error', message: 'stopped', code: 'SYNC_STALLED' },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('follows the level of the settings once they are known', async () => {
    const log = createFileLog({ home, level: logLevel('nonsense') });
    log.setLevel(logLevel('error'));
    log.write('warn', 'left out');
    log.setLevel(logLevel('debug'));
    log.write('debug', 'told');
    await log.close();
    const text = await readFile(join(home, 'logs', 'satchel.log'), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(1);
  });

  test('is not made before there is something to say', async () => {
    await createFileLog({ home, level: 'info' }).close();
    await expect(stat(join(home, 'logs'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that cannot be written does not stop the work it tells of', async () => {
    await writeFile(join(home, 'logs'), 'a file where the folder should be');
    const log = createFileLog({ home, level: 'info' });
    log.write('info', 'one');
    log.write('info', 'two');
    await log.close();
    expect(await readFile(join(home, 'logs'), 'utf8')).toContain('a file where');
  });
});
