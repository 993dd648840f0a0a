import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, PowerMonitor } from 'electron';
import electronUpdater, { type AppUpdater } from 'electron-updater';
import type { EngineHandle, Log, Outside } from '../../engine/index.ts';
import type { UpdateState } from '../../shared/api/updates.ts';
import { judgeRelease } from './judge-release.ts';
import { OutsideExecutor } from './outside-executor.ts';
import { takeSignedReleases } from './signed-provider.ts';
import { UpdateService } from './update-service.ts';

const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 6 * 3_600_000;
const IDLE_LOOK_MS = 60_000;
/** Nobody has touched this computer for so long. */
const IDLE_SECONDS = 120;

/** How electron-updater names the channels; people read `stable`. */
const channels = { stable: 'latest', beta: 'beta' } as const;

export interface OpenUpdatesOptions {
  readonly app: Pick<App, 'getVersion' | 'quit' | 'isPackaged' | 'releaseSingleInstanceLock'>;
  readonly powerMonitor: Pick<PowerMonitor, 'getSystemIdleTime' | 'isOnBatteryPower'>;
  /** How releases are fetched. */
  readonly outside: Outside;
  readonly engine: EngineHandle;
  readonly log: Log;
  /** The folder of the bundle, in which the key that releases are checked with lies. */
  readonly bundle: string;
  readonly signal: AbortSignal;
}

/** Looks for updates from now on, and answers windows that ask about them. */
export function openUpdates(options: OpenUpdatesOptions): UpdateService {
  const { app, powerMonitor, outside, engine, log, bundle, signal } = options;
  const installed = app.getVersion();
  const publicKey = readKey(join(bundle, 'update-key.pem'));
  const service = new UpdateService({
    installed,
    engine,
    log,
    now: () => Date.now(),
    open: async () => {
      if (publicKey === undefined) return 'key';
      if (!app.isPackaged) return 'package';
      const feed = await readFeed(engine);
      if (typeof feed === 'string') return feed;
      outside.trust(feed.caFile);
      const updater = quietUpdater(outside);
      takeSignedReleases(updater, {
        ...feed,
        judge: (release) => judgeRelease(release, { installed, publicKey }),
      });
      return updater;
    },
    quit: () => {
      app.quit();
    },
    releaseInstance: () => {
      app.releaseSingleInstanceLock();
    },
  });
  engine.provideUpdates(service);
  const timers = [
    setTimeout(() => void service.look(), FIRST_LOOK_MS),
    setInterval(() => void service.look(), LOOK_EVERY_MS),
    setInterval(() => {
      // A backup, a push and a package put in place are not begun on a battery unasked.
      if (powerMonitor.isOnBatteryPower()) return;
      if (powerMonitor.getSystemIdleTime() >= IDLE_SECONDS) void service.stageWhenIdle();
    }, IDLE_LOOK_MS),
  ];
  signal.addEventListener('abort', () => {
    for (const timer of timers) clearTimeout(timer);
    outside.close();
  });
  return service;
}

/** Does nothing by itself; this app says when. Downgrades are refused before it is asked. */
function quietUpdater(outside: Outside): AppUpdater {
  const updater = electronUpdater.autoUpdater;
  // Its own field, which its types leave out; a feed that is set from now on fetches by it.
  Object.assign(updater, { httpExecutor: new OutsideExecutor(outside) });
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  // What matters of it is in our own log, in words.
  updater.logger = null;
  return updater;
}

async function readFeed(
  engine: EngineHandle,
): Promise<
  { url: string; channel: string; caFile: string | null } | NonNullable<UpdateState['off']>
> {
  const settings = await engine.client.settings.all();
  const read = (key: string) => settings.find((setting) => setting.key === key)?.value;
  const channel = read('updates.channel');
  const url = read('updates.url');
  if (channel !== 'stable' && channel !== 'beta') return 'channel';
  if (typeof url !== 'string') return 'server';
  const caFile = read('network.caFile');
  return { url, channel: channels[channel], caFile: typeof caFile === 'string' ? caFile : null };
}

function readKey(file: string): KeyObject | undefined {
  return existsSync(file) ? createPublicKey(readFileSync(file)) : undefined;
}
