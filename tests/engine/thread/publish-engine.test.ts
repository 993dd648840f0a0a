import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectRunning } from '../../../engine/api/connect-running.ts';
import { type PublishedEngine, publishEngine } from '../../../engine/thread/publish-engine.ts';
import { readRunning, writeRunning } from '../../../engine/api/running-file.ts';
import { type EngineHandle, startEngine } from '../../../engine/thread/start-engine.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

const entry = new URL('../../support/fake-engine-thread.ts', import.meta.url);
const log = createMemoryLog();

let home: string;
let engine: EngineHandle;
let published: PublishedEngine | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-publish-'));
  const entries = { engine: entry, reader: entry };
  engine = await startEngine({ home, log, entries, reader: false, environment: {} });
});
afterEach(async () => {
  await published?.close();
  published = undefined;
  await engine.close();
  await rm(home, { recursive: true });
});

async function publish(folder = home): Promise<PublishedEngine> {
  const { router } = engine;
  return (published = await publishEngine({ home: folder, router, kind: 'electron', log }));
}

describe('publishEngine', () => {
  test('is found by its home, and no more once closed', async () => {
    const { close } = await publish();
    const found = await connectRunning(home);
    expect(found?.running).toMatchObject({ pid: process.pid, kind: 'electron', url: null });
    await close();
    expect(await readRunning(home)).toBeUndefined();
    expect(await connectRunning(home)).toBeUndefined();
  });

  test('asks for the token of the file, since a pipe of Windows lets others in', async () => {
    await publish();
    const running = await readRunning(home);
    if (!running) throw new Error('no host.json');
    await writeRunning(home, { ...running, token: 'guessed' });
    await expect(connectRunning(home).catch(errorFromClient)).resolves.toMatchObject({
      code: 'API_TOKEN_INVALID',
    });
  });

  test('takes a place of its own where the path is too long for a socket', async () => {
    const deep = join(home, 'd'.repeat(60), 'd'.repeat(60));
    await mkdir(deep, { recursive: true });
    const { socket, close } = await publish(deep);
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
    expect((await connectRunning(deep))?.running.socket).toBe(socket);
    await close();
    await expect(readFile(socket)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('takes over the socket and the file that a killed process left', async () => {
    await writeFile(join(home, 'engine.sock'), '');
    await writeRunning(home, {
      pid: 2 ** 22 + 1,
      kind: 'host',
      startedAt: '2026-01-01T00:00:00.000Z',
      socket: join(home, 'engine.sock'),
      token: 't',
      url: null,
      port: null,
    });
    expect(await connectRunning(home)).toBeUndefined();
    await publish();
    expect(await connectRunning(home)).toBeDefined();
  });

  test('a file of a process whose number another one took is not one that runs', async () => {
    await writeRunning(home, {
      pid: process.pid,
      kind: 'host',
      startedAt: '2026-01-01T00:00:00.000Z',
      socket: join(home, 'nobody.sock'),
      token: 't',
      url: null,
      port: null,
    });
    expect(await connectRunning(home)).toBeUndefined();
  });

  test('a damaged file is as good as none', async () => {
    await writeFile(join(home, 'host.json'), '{"pid":');
    expect(await connectRunning(home)).toBeUndefined();
  });
});
