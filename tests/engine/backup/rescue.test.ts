import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EngineHandle, startEngine } from '../../../engine/thread/start-engine.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';
import { fileStateOf } from '../../../engine/store/sealed-file.ts';
import { bundledThreads } from '../../support/bundled-threads.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { temporaryFolder } from '../store/temporary-store.ts';

async function start(home: string, sealNew: boolean): Promise<EngineHandle> {
  const engine = await startEngine({
    ...{ home, log: createMemoryLog(), environment: {}, sealNew },
    entries: bundledThreads,
  });
  onTestFinished(() => engine.close());
  return engine;
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { code } = errorFromClient(error);
      if (code !== 'ENGINE_STOPPED' && code !== 'STORE_CORRUPT') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const kinds = [
  ['plain', false],
  ['sealed', true],
] as const;

describe.each(kinds)(
  'an engine whose %s database is damaged',
  { timeout: 120_000 },
  (kind, sealNew) => {
    it('starts for its backups alone, and works again when one is restored', async () => {
      const home = temporaryFolder();
      const whole = await start(home, sealNew);
      await whole.client.records.addMany({
        table: 'owners',
        rows: Array.from({ length: 300 }, (_, index) => ({ full_name: `Owner ${String(index)}` })),
      });
      const { id } = await whole.client.backups.create({});
      await whole.close();
      expect(fileStateOf(join(home, 'clinic.db'))).toBe(kind);
      truncateSync(join(home, 'clinic.db'), 40_000);

      const { client } = await start(home, sealNew);
      const refused = await client.status
        .get()
        .catch((error: unknown) => errorFromClient(error).code);
      expect(refused).toBe('STORE_CORRUPT');
      expect(await client.backups.list()).toMatchObject([{ id, state: 'verified' }]);
      expect(await client.backups.restore({ id })).toMatchObject({ dryRun: false });
      const page = await answered(() => client.records.list({ table: 'owners' }));
      expect(page.total).toBe(300);
    });

    it('restarts reader and engine for a restore without losing the client', async () => {
      const { client } = await start(temporaryFolder(), sealNew);
      await client.records.add({ table: 'owners', values: { full_name: 'Ana' } });
      const { id } = await client.backups.create({});
      await client.records.add({ table: 'owners', values: { full_name: 'Ben' } });
      const before = (await client.status.get()).device.incarnation;
      await client.backups.restore({ id });
      for (;;) {
        const { device } = await answered(() => client.status.get());
        if (device.incarnation !== before) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const page = await answered(() => client.records.list({ table: 'owners' }));
      expect(page.records.map(({ title }) => title)).toEqual(['Ana']);
      expect(await client.backups.recoverable()).toMatchObject([{ title: 'Ben' }]);
    });
  },
);
