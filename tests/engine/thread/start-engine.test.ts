import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type EngineHandle,
  startEngine,
  type StartEngineOptions,
} from '../../../engine/thread/start-engine.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

const entries = {
  engine: new URL('../../support/fake-engine-thread.ts', import.meta.url),
  reader: new URL('../../support/fake-reader-thread.ts', import.meta.url),
};

let home: string;
let log: ReturnType<typeof createMemoryLog>;
const open: EngineHandle[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-thread-'));
  log = createMemoryLog();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
  await rm(home, { recursive: true });
});

async function start(options: Partial<StartEngineOptions> = {}): Promise<EngineHandle> {
  const engine = await startEngine({ home, log, entries, environment: {}, ...options });
  open.push(engine);
  return engine;
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'fulfilled',
    (error: unknown) => errorFromClient(error).code,
  );
}

describe('startEngine', () => {
  test('answers queries from the reader thread and everything else from the engine thread', async () => {
    const { client } = await start();
    await client.records.add({ table: 'owners', values: { id: 'o1', full_name: 'Ada' } });
    const page = await client.records.list({ table: 'owners' });
    expect(page.records.map(({ key }) => key)).toEqual(['from-reader']);
    await client.records.delete({ table: 'owners', key: 'o1' });
    expect(await codeOf(client.records.delete({ table: 'owners', key: 'o1' }))).toBe(
      'RECORD_NOT_FOUND',
    );
  });

  test('answers queries from the engine thread where no reader is wanted', async () => {
    const { client } = await start({ reader: false });
    await client.records.add({ table: 'owners', values: { id: 'o1', full_name: 'Ada' } });
    expect((await client.records.list({ table: 'owners' })).records[0]?.key).toBe('o1');
  });

  test('fails with the error the engine could not start for', async () => {
    const failing = startEngine({ home, log, entries, environment: { FAKE_FAIL: 'STORE_LOCKED' } });
    expect(await codeOf(failing)).toBe('STORE_LOCKED');
  });

  test('starts a dead thread again, and says so to the calls and streams it took along', async () => {
    const engine = await start({ reader: false });
    const crashes: string[] = [];
    engine.onCrash(({ code }) => crashes.push(code));
    const stream = await engine.client.records.watch();
    const next = codeOf(stream.next());

    expect(await codeOf(engine.client.records.delete({ table: 'owners', key: 'die' }))).toBe(
      'ENGINE_STOPPED',
    );
    expect(await next).toBe('ENGINE_STOPPED');
    await vi.waitFor(
      async () => {
        expect((await engine.client.status.network()).is_running).toBe(true);
      },
      { timeout: 10_000 },
    );
    expect(crashes).toEqual(['INTERNAL']);
  });

  test('starts a thread that keeps dying in safe mode', async () => {
    const { client } = await start({ reader: false });
    for (let deaths = 0; deaths < 3; deaths++) {
      const answers = { timeout: 10_000 };
      await vi.waitFor(() => client.status.network(), answers);
      await codeOf(client.records.delete({ table: 'owners', key: 'die' }));
    }
    await vi.waitFor(() => client.status.network(), { timeout: 10_000 });
    const starts = log.lines.filter(({ message }) => message === 'started');
    expect(starts.map(({ fields }) => fields['safeMode'])).toEqual([false, false, false, true]);
  });

  test('closes in order, and starts nothing again afterwards', async () => {
    const engine = await start({ reader: false });
    await engine.close();
    expect(log.lines.map(({ message }) => message)).toContain('closed in order');
    expect(await codeOf(engine.client.status.network())).toBe('ENGINE_STOPPED');
  });

  test('asks the main thread for secrets, which never lie in the thread', async () => {
    const kept = new Map<string, string | undefined>([['token', 'old']]);
    const { client } = await start({
      reader: false,
      secrets: {
        kind: 'keychain',
        get: (name) => Promise.resolve(kept.get(name)),
        set: (name, value) => Promise.resolve(void kept.set(name, value)),
      },
    });
    await client.account.login({ username: 'mara', password: 'correct horse' });
    expect(kept.get('token')).toBe('old+mara');
  });
});
