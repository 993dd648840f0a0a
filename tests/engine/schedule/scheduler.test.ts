import { describe, expect, it } from 'vitest';
import defaults from '../../../config.json' with { type: 'json' };
import { Scheduler } from '../../../engine/schedule/scheduler.ts';
import { NetworkMonitor } from '../../../engine/schedule/network-monitor.ts';
import { type Config, configSchema } from '../../../shared/config/config.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function setUp(change: (config: Config) => void = () => undefined) {
  const clock = new VirtualClock();
  const config = configSchema.parse(defaults);
  change(config);
  const runs: string[] = [];
  let ready = true;
  const scheduler = new Scheduler({
    clock,
    config: () => config,
    run: (trigger) => {
      runs.push(trigger);
      return Promise.resolve();
    },
    ready: () => Promise.resolve(ready),
    onChange: () => undefined,
  });
  return {
    clock,
    config,
    runs,
    scheduler,
    notReady: () => {
      ready = false;
    },
  };
}

describe('automatic sync', () => {
  it('runs at start and then at every interval', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(0);
    expect(runs).toEqual(['start']);
    await clock.advance(60_000);
    await clock.advance(60_000);
    expect(runs).toEqual(['start', 'interval', 'interval']);
  });

  it('runs at once when the computer wakes up, and counts the interval anew', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(40_000);
    scheduler.woke();
    await clock.advance(40_000);
    expect(runs).toEqual(['start', 'wake']);
    await clock.advance(20_000);
    expect(runs).toEqual(['start', 'wake', 'interval']);
  });

  it('goes on only when the last reason to pause is gone', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.pause('safe mode', null);
    scheduler.start();
    scheduler.pause('by hand', 60);
    await clock.advance(60 * 60_000);
    expect([runs, scheduler.pauseReasons]).toEqual([[], ['safe mode']]);
    scheduler.resume('safe mode');
    await clock.advance(0);
    expect(runs).toEqual(['interval']);
  });

  it('stays paused when the computer wakes up', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    scheduler.pause('by hand', null);
    await clock.advance(0);
    scheduler.woke();
    await clock.advance(0);
    expect(runs).toEqual(['start']);
  });

  it('runs when the server comes back', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(0);
    let reachable = false;
    const monitor = new NetworkMonitor({
      clock,
      probe: () => Promise.resolve(reachable),
      checkSeconds: () => 30,
      onChange: (online) => {
        if (online) scheduler.reconnected();
      },
    });
    monitor.start();
    await clock.advance(30_000);
    expect(monitor.offlineSince).toBe(clock.now());
    reachable = true;
    await clock.advance(30_000);
    expect(runs).toEqual(['start', 'interval', 'reconnect']);
    expect(monitor.offlineSince).toBeNull();
  });

  it('runs at once after an edit, and once more for all that followed', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(0);
    for (let edit = 0; edit < 5; edit++) scheduler.edited();
    await clock.advance(0);
    expect(runs).toEqual(['start', 'edit']);
    await clock.advance(2_000);
    expect(runs).toEqual(['start', 'edit', 'edit']);
  });

  it('does nothing while any reason to pause stands, and goes on when the last is gone', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(0);
    scheduler.pause('by hand', null);
    scheduler.pause('backup', 5);
    expect(scheduler.nextAt).toBeNull();
    await clock.advance(600_000);
    expect(runs).toEqual(['start']);
    scheduler.resume('by hand');
    await clock.advance(0);
    expect(runs).toEqual(['start', 'interval']);
  });

  it('goes on by itself when a pause of some minutes is over', async () => {
    const { clock, runs, scheduler } = setUp();
    scheduler.start();
    await clock.advance(0);
    scheduler.pause('by hand', 60);
    await clock.advance(59 * 60_000);
    expect(runs).toEqual(['start']);
    await clock.advance(60_000);
    expect(runs.length).toBeGreaterThan(1);
  });

  it('runs nothing by itself where it is switched off or nobody is signed in', async () => {
    const off = setUp((config) => {
      config.remote.autoSync = false;
    });
    off.scheduler.start();
    await off.clock.advance(300_000);
    expect(off.runs).toEqual([]);
    const signedOut = setUp();
    signedOut.notReady();
    signedOut.scheduler.start();
    await signedOut.clock.advance(300_000);
    expect(signedOut.runs).toEqual([]);
  });
});
