import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KeptPause } from '../../../engine/schedule/kept-pause.ts';
import { startEngine } from '../../../engine/thread/start-engine.ts';
import { bundledThreads } from '../../support/bundled-threads.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const HOUR_MS = 3_600_000;

describe('a pause that a person asked for', () => {
  it('lasts as long as it was to, and until it is resumed where that was said', () => {
    const home = temporaryFolder();
    const pause = new KeptPause(home);
    expect(pause.left(0)).toBeUndefined();
    pause.keep(60, 0);
    expect(new KeptPause(home).left(HOUR_MS / 2)).toBe(30);
    expect(new KeptPause(home).left(HOUR_MS)).toBeUndefined();
    pause.keep(null, 0);
    expect(new KeptPause(home).left(1000 * HOUR_MS)).toBeNull();
    pause.drop();
    pause.drop();
    expect(readdirSync(home)).toEqual([]);
  });

  it.each(['', '{', '{"until": 5}', '{"until": "soon"}'])(
    'is none where its file holds %j',
    (text) => {
      const home = temporaryFolder();
      writeFileSync(join(home, 'pause.json'), text);
      expect(new KeptPause(home).left(0)).toBeUndefined();
    },
  );

  it('outlives the engine, and ends for good when it is resumed', async () => {
    const home = temporaryFolder();
    const start = async () => {
      const engine = await startEngine({
        ...{ home, log: createMemoryLog(), environment: {}, autoSync: true, reader: false },
        entries: bundledThreads,
      });
      onTestFinished(() => engine.close());
      return engine;
    };
    const first = await start();
    await first.client.sync.pause({ minutes: null });
    await first.close();
    const second = await start();
    expect((await second.client.status.get({})).pauseReasons).toEqual(['by hand']);
    await second.client.sync.resume({});
    await second.close();
    const third = await start();
    expect((await third.client.status.get({})).pauseReasons).toEqual([]);
  });
});
