import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  type Rectangle,
  safeStorage,
  session,
  type WebContents,
} from 'electron';
import ElectronStore from 'electron-store';
import {
  createFileLog,
  followLogLevel,
  logLevel,
  publishEngine,
  resolveHome,
  startEngine,
} from '../engine/index.ts';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import { connectWindows } from './ipc/connect-windows.ts';
import { appScheme, serveAppScheme } from './security/app-scheme.ts';
import { openKeychainSecrets } from './security/keychain-secrets.ts';
import { denyPermissions } from './security/lock-down.ts';
import { createStatusTray } from './tray/status-tray.ts';
import { openMainWindow } from './windows/main-window.ts';

const here = import.meta.dirname;
const { values } = parseArgs({ options: { home: { type: 'string' } }, strict: false });
const home = resolveHome(typeof values.home === 'string' ? values.home : undefined, process.env);

// One app a home: Electron keys the lock by this folder, so a second home runs beside the first.
app.setPath('userData', join(home, 'electron'));
protocol.registerSchemesAsPrivileged([appScheme]);
app.enableSandbox();

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const log = createFileLog({ home, level: logLevel(process.env['SATCHEL_LOG_LEVEL']) });
  try {
    await app.whenReady();
    await start(log);
  } catch (thrown) {
    const error = toSatchelError(thrown);
    log.write('error', 'the app could not start', { code: error.code });
    dialog.showErrorBox('Satchel could not start', `${error.message}\n\n${error.action}`);
    await log.close();
    app.exit(error.entry.exitCode);
  }
}

async function start(log: ReturnType<typeof createFileLog>): Promise<void> {
  denyPermissions(session.defaultSession);
  serveAppScheme(protocol, join(here, '../renderer'));

  const secrets = await openKeychainSecrets(
    safeStorage,
    join(home, 'sealed-secrets.json'),
    process.platform,
  );
  if (!secrets) log.write('warn', 'no keychain: sign-in lies in a file only its owner can read');
  const engine = await startEngine({
    home,
    log,
    secrets,
    autoSync: true,
    entries: {
      engine: new URL('./engine-thread.js', import.meta.url),
      reader: new URL('./reader-thread.js', import.meta.url),
    },
  });
  await followLogLevel(engine, log);
  const published = await publishEngine({ home, router: engine.router, kind: 'electron', log });

  const settings = new ElectronStore<{ bounds?: Rectangle }>({ name: 'window' });
  const bounds = {
    get: () => settings.get('bounds'),
    set: (next: Rectangle) => {
      settings.set('bounds', next);
    },
  };
  const contents = new Set<WebContents>();
  let window: BrowserWindow | undefined;
  let quitting = false;

  connectWindows({
    ipcMain,
    engine,
    windows: contents,
    makeChannel: () => new MessageChannelMain(),
    log,
  });

  const open = (page?: 'conflicts'): void => {
    if (!window || window.isDestroyed()) {
      window = openMainWindow({
        preload: join(here, 'preload.cjs'),
        bounds,
        devTools: !app.isPackaged,
        isQuitting: () => quitting,
      });
      const opened = window.webContents;
      contents.add(opened);
      window.once('closed', () => contents.delete(opened));
    } else {
      window.show();
      window.focus();
    }
    if (page) void window.loadURL(`app://satchel/index.html#/${page}`);
  };
  const tray = createStatusTray({
    client: engine.client,
    log,
    open,
    quit: () => {
      app.quit();
    },
  });

  app.on('second-instance', () => {
    open();
  });
  app.on('activate', () => {
    open();
  });
  // The tray goes on without a window; only Quit ends the app.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    tray.close();
    void published
      .close()
      .then(() => engine.close())
      .finally(() => log.close())
      .finally(() => {
        app.quit();
      });
  });
  open();
}
