import { once } from 'node:events';
import { join } from 'node:path';
import { _electron as electron, type ElectronApplication } from 'playwright';
import { onTestFinished } from 'vitest';
import { connectRunning } from '../../../engine/index.ts';
import type { Desktop, LaunchOptions } from './desktop.ts';

const root = join(import.meta.dirname, '../../..');
const spy = join(root, 'tests/support/electron-real/spy.cjs');

/** What `spy.cjs` keeps in the main process. */
interface Seen {
  readonly toolTip: string;
  readonly menu: Electron.Menu;
  readonly notifications: readonly Electron.Notification[];
  readonly workers: readonly {
    readonly entry: string;
    readonly worker: { terminate(): Promise<number> };
  }[];
}
interface SpiedScope {
  satchelSpy: Seen;
}

/** The bundled app in a real Electron. */
export async function launchReal({ home, args = [] }: LaunchOptions): Promise<Desktop> {
  const app = await electron.launch({
    executablePath: process.env['SATCHEL_ELECTRON'],
    args: ['-r', spy, join(root, 'build/out/electron/main.js'), '--home', home, ...args],
  });
  onTestFinished(() => app.close().catch(() => undefined));
  const client = await connected(home);
  return {
    home,
    client,
    page: () => app.firstWindow(),
    windowIsVisible: () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().some((window) => window.isVisible()),
      ),
    closeWindow: () =>
      app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows().at(-1)?.close();
      }),
    tray: () =>
      app.evaluate(() => {
        const { toolTip, menu } = (globalThis as unknown as SpiedScope).satchelSpy;
        return { toolTip, labels: menu.items.map(({ label }) => label) };
      }),
    chooseInTray: (wanted) =>
      app.evaluate((_electron, label) => {
        const { menu } = (globalThis as unknown as SpiedScope).satchelSpy;
        const item = menu.items.find((one) => one.label === label);
        if (!item?.enabled) throw new RangeError(`no entry ${label}`);
        item.click();
      }, wanted),
    ...notificationsOf(app),
    startAgain: (argv) =>
      app.evaluate(({ app: running }, given) => {
        running.emit('second-instance', {}, ['satchel', ...given]);
      }, argv),
    openLink: (link) =>
      app.evaluate(({ app: running }, url) => {
        running.emit('open-url', { preventDefault: () => undefined }, url);
      }, link),
    system: (event) =>
      app.evaluate(({ powerMonitor }, name) => {
        powerMonitor.emit(name);
      }, event),
    answerDialogs: (path) =>
      app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () =>
          Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
        dialog.showOpenDialog = () =>
          Promise.resolve({
            canceled: filePath === null,
            filePaths: filePath === null ? [] : [filePath],
          });
      }, path),
    crashEngine: () =>
      app.evaluate(async () => {
        const { workers } = (globalThis as unknown as SpiedScope).satchelSpy;
        await workers.findLast(({ entry }) => entry.includes('engine-thread'))?.worker.terminate();
      }),
    crashPage: () =>
      app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows().at(-1)?.webContents.forcefullyCrashRenderer();
      }),
    minimizeWindow: () =>
      app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows().at(-1)?.minimize();
      }),
    ended: async () => ((await once(app.process(), 'exit')) as [number | null])[0],
    quit: async () => {
      const ended = once(app.process(), 'exit') as Promise<[number | null]>;
      await app
        .evaluate(({ app: running }) => {
          running.quit();
        })
        .catch(() => undefined);
      return (await ended)[0];
    },
  };
}

function notificationsOf(app: ElectronApplication) {
  return {
    notifications: () =>
      app.evaluate(() =>
        (globalThis as unknown as SpiedScope).satchelSpy.notifications.map(({ title }) => title),
      ),
    dismissNotifications: () =>
      app.evaluate(() => {
        for (const one of (globalThis as unknown as SpiedScope).satchelSpy.notifications)
          one.close();
      }),
    clickNotification: (wanted: string) =>
      app.evaluate((_electron, title) => {
        const { notifications } = (globalThis as unknown as SpiedScope).satchelSpy;
        notifications.findLast((one) => one.title === title)?.emit('click');
      }, wanted),
  };
}

async function connected(home: string) {
  for (;;) {
    const engine = await connectRunning(home);
    if (engine) return engine.client;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
