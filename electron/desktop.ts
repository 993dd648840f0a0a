import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  type OpenDialogOptions,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  type WebContents,
} from 'electron';
import {
  CrashGuard,
  type EngineHandle,
  type FileLog,
  followLogLevel,
  Outside,
  type ProxyResolver,
  publishEngine,
  startEngine,
} from '../engine/index.ts';
import type { BackupStatus } from '../shared/api/backups.ts';
import type { UpdateState } from '../shared/api/updates.ts';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import { choosePaths } from './ipc/choose-paths.ts';
import { connectWindows } from './ipc/connect-windows.ts';
import { saveSummaries } from './ipc/save-summaries.ts';
import {
  DEEP_LINK_SCHEME,
  type Launch,
  launchOf,
  pageOfLink,
} from './lifecycle/launch-arguments.ts';
import { lockWithComputer } from './lifecycle/lock-with-computer.ts';
import { QUIT_LIMIT_MS, quitInOrder } from './lifecycle/orderly-quit.ts';
import { followPower } from './lifecycle/power-events.ts';
import { recoverRenderer } from './lifecycle/renderer-crashes.ts';
import { createStartAtLogin } from './lifecycle/start-at-login.ts';
import { appMenu } from './menu/app-menu.ts';
import {
  backupNotice,
  closingNotice,
  keychainNotice,
  type NoticeFacts,
  noticesBetween,
  readyVersion,
  trayNotice,
  updateNotice,
} from './notifications/notices.ts';
import { NoticeBoard } from './notifications/show-notices.ts';
import { openPreferences } from './preferences.ts';
import { serveAppScheme } from './security/app-scheme.ts';
import { openKeychainSecrets } from './security/keychain-secrets.ts';
import { denyPermissions } from './security/lock-down.ts';
import { followStream } from './status/follow-stream.ts';
import { StatusTray } from './tray/status-tray.ts';
import { openUpdates } from './updates/open-updates.ts';
import { openMainWindow, showPage } from './windows/main-window.ts';
import { applySpelling, chooseSpelling } from './windows/spelling.ts';

const here = import.meta.dirname;
/** A page that dies so often within this time is not loaded again without asking. */
const RENDERER_LIMIT = { limit: 3, withinMs: 10 * 60_000 };
/** What the system's settings, or a PAC file that they name, say of proxies. */
const systemProxies: ProxyResolver = {
  resolve: (url) => session.defaultSession.resolveProxy(url),
};

/** Puts the desktop app together, once Electron is ready. */
export async function startDesktop({
  home,
  launch,
  log,
}: {
  home: string;
  launch: Launch;
  log: FileLog;
}): Promise<void> {
  denyPermissions(session.defaultSession);
  // Until it is known where dictionaries may come from, nothing fetches any.
  session.defaultSession.setSpellCheckerEnabled(false);
  serveAppScheme(protocol, join(here, '../renderer'));
  const engine = await openEngine(home, log);
  const spelling = chooseSpelling(
    process.platform,
    await readSetting(engine, 'desk.dictionariesUrl'),
  );
  applySpelling(session.defaultSession, spelling, app.getPreferredSystemLanguages());
  const published = await publishEngine({ home, router: engine.router, kind: 'electron', log });

  const preferences = openPreferences();
  const contents = new Set<WebContents>();
  connectWindows({
    ipcMain,
    engine,
    windows: contents,
    makeChannel: () => new MessageChannelMain(),
    log,
  });

  choosePaths({
    ipcMain,
    windows: contents,
    choose: (options) => chooseOne(window, options),
    log,
  });
  saveSummaries({
    ipcMain,
    windows: contents,
    choosePath: (suggested) => choosePdf(window, suggested),
    country: app.getLocaleCountryCode(),
    log,
  });

  let window: BrowserWindow | undefined;
  const crashes = new CrashGuard(() => performance.now(), RENDERER_LIMIT);
  const board = new NoticeBoard((page) => {
    open(page);
  });
  const tray = new StatusTray({ platform: process.platform, actions: trayActions() });
  const stop = new AbortController();
  const updates = openUpdates({
    app,
    powerMonitor,
    outside: new Outside({ environment: process.env, proxies: systemProxies, log }),
    engine,
    log,
    bundle: here,
    signal: stop.signal,
  });
  const quitting = quitInOrder({
    app,
    log,
    onQuitting: () => {
      stop.abort();
      tray.sayClosing(QUIT_LIMIT_MS / 1000);
      board.close();
    },
    onSlow: () => {
      board.show(closingNotice(QUIT_LIMIT_MS / 1000));
    },
    close: async () => {
      await updates.beforeQuit();
      await published.close();
      await engine.close();
      updates.afterClose();
      tray.close();
      board.close();
      await log.close();
    },
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  });

  const login = createStartAtLogin({
    app,
    platform: process.platform,
    program: process.env['APPIMAGE'] ?? process.execPath,
    configDir: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
  });
  await showLogin();
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      appMenu({
        platform: process.platform,
        forDevelopers: !app.isPackaged,
        print: () => window?.webContents.print(),
      }),
    ),
  );

  let before: NoticeFacts | undefined;
  void followStream(
    { watch: (options) => engine.client.status.watch({}, options), log, signal: stop.signal },
    (status) => {
      tray.show(status);
      for (const notice of noticesBetween(before, status, Date.now())) board.show(notice);
      before = status;
    },
  );
  let lastBackup: BackupStatus | undefined;
  void followStream(
    { watch: (options) => engine.client.backups.watch({}, options), log, signal: stop.signal },
    (status) => {
      tray.setExtras({ isBackingUp: status.running });
      const notice = backupNotice(lastBackup, status);
      if (notice) board.show(notice);
      lastBackup = status;
    },
  );
  let lastUpdate: UpdateState | undefined;
  void followStream(
    { watch: ({ signal }) => Promise.resolve(updates.changes(signal)), log, signal: stop.signal },
    (state) => {
      tray.setExtras({ readyVersion: readyVersion(state) });
      const notice = updateNotice(lastUpdate, state);
      if (notice) board.show(notice);
      lastUpdate = state;
    },
  );
  followPower(powerMonitor, {
    cameBack: () => {
      run('sync after waking', engine.client.sync.wake({}));
    },
    wentAway: () => {
      run('lock with the computer', lockWithComputer(engine.client));
    },
    shutsDown: () => {
      app.quit();
    },
  });
  run('say where sign-ins lie', tellOnceOfNoKeychain());
  followStarts();
  if (!launch.hidden) open(launch.page);

  function open(page?: string): void {
    if (quitting.isQuitting()) return;
    if (window && !window.isDestroyed()) {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (page !== undefined) showPage(window, page);
      return;
    }
    const made = openMainWindow({
      preload: join(here, 'preload.cjs'),
      bounds: preferences.bounds,
      spellcheck: spelling.on,
      devTools: !app.isPackaged,
      page,
      isQuitting: () => quitting.isQuitting(),
      onHidden: tellOnceThatTheTrayGoesOn,
      onSessionEnd: () => {
        app.quit();
      },
    });
    window = made;
    const { webContents } = made;
    contents.add(webContents);
    recoverRenderer(webContents, {
      log,
      crashed: () => crashes.crashed(),
      reload: () => {
        webContents.reload();
      },
      ask: () => void askAfterCrashes(made),
    });
    made.once('closed', () => {
      contents.delete(webContents);
      if (window === made) window = undefined;
    });
  }

  function trayActions() {
    const { sync } = engine.client;
    return {
      syncNow: () => {
        run('sync', sync.run({}));
      },
      pause: (minutes: number | null) => {
        run('pause', sync.pause({ minutes }));
      },
      resume: () => {
        run('resume', sync.resume({}));
      },
      backUpNow: () => {
        run('back up', engine.client.backups.create({}));
      },
      open,
      startAtLogin: (on: boolean) => {
        run('change how it starts', login.set(on).then(showLogin));
      },
      quit: () => {
        app.quit();
      },
    };
  }

  async function showLogin(): Promise<void> {
    tray.setExtras({ startsAtLogin: await login.isOn() });
  }

  function run(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      log.write('warn', `the app could not ${what}`, { code: toSatchelError(error).code });
    });
  }

  function tellOnceThatTheTrayGoesOn(): void {
    if (preferences.isFirst('closeNoticeShown')) board.show(trayNotice);
  }

  async function tellOnceOfNoKeychain(): Promise<void> {
    const { secrets } = await engine.client.account.whoami({});
    if (secrets === 'file' && preferences.isFirst('keychainNoticeShown')) {
      board.show(keychainNotice);
    }
  }

  async function askAfterCrashes(crashed: BrowserWindow): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: 'The window stopped several times',
      detail:
        'Your records are safe: they are saved by another part of Satchel, which goes on working.',
      buttons: ['Try again', 'Leave it closed'],
      cancelId: 1,
    });
    if (response === 0) crashed.webContents.reload();
    else crashed.destroy();
  }

  function followStarts(): void {
    app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
    app.on('second-instance', (_event, argv) => {
      open(launchOf(argv).page);
    });
    // macOS passes links in an event instead of an argument.
    app.on('open-url', (event, url) => {
      event.preventDefault();
      open(pageOfLink(url));
    });
    app.on('activate', () => {
      open();
    });
    // The tray goes on without a window; only Quit ends the app.
    app.on('window-all-closed', () => undefined);
  }
}

async function chooseOne(
  window: BrowserWindow | undefined,
  options: OpenDialogOptions,
): Promise<string | undefined> {
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? undefined : filePaths[0];
}

async function choosePdf(
  window: BrowserWindow | undefined,
  suggested: string,
): Promise<string | undefined> {
  const options = {
    defaultPath: join(app.getPath('documents'), suggested),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? undefined : filePath;
}

async function readSetting({ client }: EngineHandle, wanted: string): Promise<unknown> {
  const settings = await client.settings.all();
  return settings.find(({ key }) => key === wanted)?.value;
}

async function openEngine(home: string, log: FileLog): Promise<EngineHandle> {
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
    proxies: systemProxies,
    autoSync: true,
    // Where the key would lie beside the database, in a file, it is a person's decision.
    sealNew: secrets !== undefined,
    entries: {
      engine: new URL('./engine-thread.js', import.meta.url),
      reader: new URL('./reader-thread.js', import.meta.url),
    },
  });
  await followLogLevel(engine, log);
  return engine;
}
