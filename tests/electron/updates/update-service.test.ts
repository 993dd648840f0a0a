import { EventEmitter } from 'node:events';
import type { AppUpdater } from 'electron-updater';
import { describe, expect, it } from 'vitest';
import {
  UpdateService,
  type UpdateServiceOptions,
} from '../../../electron/updates/update-service.ts';
import { createMemoryLog } from '../../support/memory-log.ts';

const HOUR_MS = 3_600_000;

/** A service that found version 1.3.0; the updater and the engine are told what to say, and note what they are asked. */
async function found() {
  const world = { pending: 0, backupFails: false, now: 0, done: [] as string[] };
  const updater = Object.assign(new EventEmitter(), {
    checkForUpdates: () =>
      Promise.resolve({
        isUpdateAvailable: true,
        updateInfo: { version: '1.3.0', releaseNotes: null },
      }),
    downloadUpdate: () => Promise.resolve([]),
    quitAndInstall: (_silent: boolean, restart: boolean) => {
      world.done.push(`install, restart: ${String(restart)}`);
    },
  });
  const client = {
    backups: {
      create: ({ reason }: { reason: string }) => {
        world.done.push(reason);
        return world.backupFails ? Promise.reject(new Error('disk')) : Promise.resolve({});
      },
    },
    sync: {
      run: () => {
        world.done.push('push');
        return Promise.resolve({});
      },
    },
    status: { get: () => Promise.resolve({ configured: true, pending: world.pending }) },
  };
  const service = new UpdateService({
    installed: '1.2.0',
    engine: { client } as unknown as UpdateServiceOptions['engine'],
    log: createMemoryLog(),
    now: () => world.now,
    open: () => Promise.resolve(updater as unknown as AppUpdater),
    quit: () => world.done.push('quit'),
    releaseInstance: () => world.done.push('release'),
  });
  await service.look();
  expect(service.state().phase).toBe('ready');
  const quit = async () => {
    await service.beforeQuit();
    service.afterClose();
  };
  return { world, service, quit };
}

describe('when a version that was found is installed', () => {
  it('[UPD-2] is staged by itself once nobody works here, and installed when the app is quit', async () => {
    const { world, service, quit } = await found();
    await service.stageWhenIdle();
    expect(service.state().phase).toBe('staged');
    await quit();
    expect(world.done).toEqual(['before-update', 'push', 'install, restart: false']);
  });

  it('[UPD-2] is not installed by a quit that comes before it was staged', async () => {
    const { world, quit } = await found();
    await quit();
    expect(world.done).toEqual([]);
  });

  it('[UPD-2] is kept back by an edit that was made after it was staged', async () => {
    const { world, service, quit } = await found();
    await service.stageWhenIdle();
    world.pending = 1;
    await quit();
    expect(world.done).toEqual(['before-update', 'push']);
  });

  it('[UPD-2] is not staged without a backup, whatever a person says', async () => {
    const { world, service, quit } = await found();
    world.backupFails = true;
    expect(await service.install(true)).toMatchObject({
      phase: 'ready',
      error: { code: 'UPDATE_NO_BACKUP' },
    });
    await quit();
    expect(world.done).toEqual(['before-update']);
  });

  it('[UPD-3] is left alone while it is put off, and staged the day after', async () => {
    const { world, service } = await found();
    service.later();
    world.now = 23 * HOUR_MS;
    await service.stageWhenIdle();
    expect(world.done).toEqual([]);
    world.now = 25 * HOUR_MS;
    await service.stageWhenIdle();
    expect(service.state().phase).toBe('staged');
  });

  it('[UPD-3] makes no second backup by itself while the same edits still cannot be sent', async () => {
    const { world, service } = await found();
    world.pending = 2;
    await service.stageWhenIdle();
    await service.stageWhenIdle();
    expect(world.done).toEqual(['before-update', 'push']);
    world.pending = 0;
    await service.stageWhenIdle();
    expect(service.state().phase).toBe('staged');
  });
});
