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

const mortal = new URL('../../support/mortal-engine-thread.ts', import.meta.url);
const reader = new URL('../../../engine/thread/reader-thread.ts', import.meta.url);

let home: string;
const open: EngineHandle[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-engine-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
  await rm(home, { recursive: true });
});

async function start(options: Partial<StartEngineOptions> = {}): Promise<EngineHandle> {
  const log = createMemoryLog();
  const engine = await startEngine({ home, log, environment: {}, ...options });
  open.push(engine);
  return engine;
}

const addOwner = (engine: EngineHandle, full_name: string) =>
  engine.client.records.add({ table: 'owners', values: { full_name } });

describe('the engine in its threads', () => {
  test('the reader sees each edit as soon as it is answered', async () => {
    const engine = await start();
    for (let edit = 1; edit <= 20; edit += 1) {
      const { key } = await addOwner(engine, `Owner ${edit}`);
      expect((await engine.client.records.get({ table: 'owners', key })).key).toBe(key);
      expect((await engine.client.records.list({ table: 'owners' })).total).toBe(edit);
    }
  });

  test('one home has one engine, and another may follow once it is closed', async () => {
    const first = await start();
    const second = await start().catch(errorFromClient);
    expect(second).toMatchObject({ code: 'STORE_LOCKED', details: { pid: process.pid } });
    await addOwner(first, 'Ada');
    await first.close();
    const third = await start();
    expect((await third.client.records.list({ table: 'owners' })).total).toBe(1);
  });

  test.each(['die', 'throw'])(
    'a thread that ends by "%s" is started again with every saved record',
    async (key) => {
      const engine = await start({ entries: { engine: mortal, reader }, reader: false });
      const crashed = vi.fn();
      engine.onCrash(crashed);
      for (let edit = 1; edit <= 5; edit += 1) await addOwner(engine, `Owner ${edit}`);
      await engine.client.records.get({ table: 'owners', key }).catch(() => undefined);
      await vi.waitFor(
        () => {
          expect(crashed).toHaveBeenCalledOnce();
        },
        { timeout: 10_000 },
      );
      await vi.waitFor(
        async () => {
          expect((await engine.client.records.list({ table: 'owners' })).total).toBe(5);
        },
        { timeout: 10_000 },
      );
      await addOwner(engine, 'Another');
    },
  );
});
