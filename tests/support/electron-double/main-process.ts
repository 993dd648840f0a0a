/**
 * The double of `electron` for a whole main process: what `electron.ts` has, an app with a life of its own, and windows
 * that are pages of a real Chromium where `ELECTRON_DOUBLE_CHROMIUM` names one to connect to.
 */
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { DoubleWindow, windows } from './chromium/double-window.ts';
import {
  FakeProtocol,
  FakeSafeStorage,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  screen,
  shell,
  Tray,
} from './electron.ts';
import { killEngineThread } from './recorded-workers.ts';

export {
  DoubleWindow as BrowserWindow,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  screen,
  shell,
  Tray,
};

// Where a packed app finds what was packed beside it.
Object.assign(process, { resourcesPath: process.env['RESOURCES'] });

const paths = new Map<string, string>();

class FakeApp extends EventEmitter {
  readonly isPackaged = process.env['PACKAGED_VERSION'] !== undefined;
  readonly calls: string[] = [];

  setPath(name: string, path: string): void {
    paths.set(name, path);
  }

  getPath(name: string): string {
    return paths.get(name) ?? '';
  }

  getName(): string {
    return 'satchel';
  }

  getVersion(): string {
    return process.env['PACKAGED_VERSION'] ?? '0.0.0';
  }

  getPreferredSystemLanguages(): string[] {
    return ['de-AT', 'en-GB'];
  }

  getLocaleCountryCode(): string {
    return process.env['REGION'] ?? 'DE';
  }

  releaseSingleInstanceLock(): void {
    this.calls.push('releaseSingleInstanceLock');
  }

  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.calls.push(`client of ${scheme}`);
    return true;
  }

  requestSingleInstanceLock(): boolean {
    this.calls.push('requestSingleInstanceLock');
    return process.env['SECOND_INSTANCE'] !== '1';
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  quit(): void {
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    this.emit('before-quit', event);
    if (!event.prevented) process.exit(0);
  }

  exit(code: number): void {
    process.exit(code);
  }
}

export const app = new FakeApp();
// Electron quits in order when it is asked to end.
process.on('SIGTERM', () => {
  app.quit();
});

class SchemeProtocol extends FakeProtocol {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    app.calls.push(...schemes.map(({ scheme }) => `scheme ${scheme}`));
  }
}
export const protocol = new SchemeProtocol();

const denied: string[] = [];
export const session = {
  defaultSession: {
    availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US'],
    setSpellCheckerEnabled: (on: boolean) => app.calls.push(`spell checker ${on ? 'on' : 'off'}`),
    setSpellCheckerDictionaryDownloadURL: (url: string) => app.calls.push(`dictionaries of ${url}`),
    setSpellCheckerLanguages: (languages: string[]) =>
      app.calls.push(`spelling of ${languages.join(', ')}`),
    setPermissionRequestHandler: () => denied.push('request'),
    setPermissionCheckHandler: () => denied.push('check'),
    setDevicePermissionHandler: () => denied.push('device'),
    setDisplayMediaRequestHandler: () => denied.push('display'),
    /** What the system's settings would say, in the words of a PAC file. */
    resolveProxy: (): Promise<string> => Promise.resolve(process.env['SYSTEM_PROXY'] ?? 'DIRECT'),
  },
};
/** Electron's own updater; another one tells it that it is about to quit. */
export const autoUpdater = new EventEmitter();
export const ipcMain = new EventEmitter();
export const powerMonitor = Object.assign(new EventEmitter(), {
  getSystemIdleTime: () => 0,
  isOnBatteryPower: () => false,
});
export const crashReporter = {
  start: ({ uploadToServer }: { uploadToServer?: boolean }): void => {
    app.calls.push(`crash dumps ${uploadToServer === false ? 'stay here' : 'are sent'}`);
  },
};
export const safeStorage = new FakeSafeStorage();
if (process.env['NO_KEYCHAIN'] !== undefined) safeStorage.backend = 'basic_text';
export const dialog = {
  /** What a person chooses next, by the button's words. */
  choices: [] as string[],
  /** Where a person saves, or the empty text for Cancel; and what was suggested. */
  savesTo: '',
  suggested: '',
  showSaveDialog: (...given: unknown[]) => {
    const { defaultPath = '' } = given.at(-1) as Electron.SaveDialogOptions;
    dialog.suggested = defaultPath;
    return Promise.resolve({ canceled: dialog.savesTo === '', filePath: dialog.savesTo });
  },
  /** What a person opens, or the empty text for Cancel. */
  opens: '',
  showOpenDialog: () =>
    Promise.resolve({
      canceled: dialog.opens === '',
      filePaths: dialog.opens === '' ? [] : [dialog.opens],
    }),
  showErrorBox: (title: string, text: string): void => {
    tell({ error: `${title}: ${text}` });
  },
  showMessageBox: ({ buttons = [] }: Electron.MessageBoxOptions) => {
    const response = buttons.indexOf(dialog.choices.shift() ?? '');
    return Promise.resolve({ response: Math.max(response, 0), checkboxChecked: false });
  },
};
DoubleWindow.world = { ipcMain, protocol };

function tell(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}

/** What a test asks for on stdin, `["name", …arguments]` a line; each is answered by a line on stdout. */
const questions: Readonly<
  Record<string, (...given: string[]) => object | undefined | Promise<object>>
> = {
  facts: () => ({
    calls: app.calls,
    denied,
    channels: ipcMain.eventNames().toSorted(),
    windows: windows.map(({ options }) => options),
    userData: app.getPath('userData'),
    crashDumps: app.getPath('crashDumps'),
    menu: Menu.application?.map(({ label, role }) => label ?? role),
  }),
  page: async () => {
    const response = await protocol.ask('app://satchel/index.html');
    return {
      status: response.status,
      policy: response.headers.get('content-security-policy'),
      text: await response.text(),
    };
  },
  tray: () => {
    const tray = Tray.shown.at(-1);
    return {
      toolTip: tray?.toolTip,
      labels: tray?.menu.flatMap(({ label }) => label ?? []),
    };
  },
  'choose in tray': (label = '') => {
    Tray.shown.at(-1)?.choose(label);
    return {};
  },
  notifications: () => ({
    shown: Notification.all
      .filter(({ state }) => state === 'shown')
      .map(({ title, body }) => ({ title, body })),
  }),
  'dismiss notifications': () => {
    for (const notification of Notification.all) notification.close();
    return {};
  },
  'click notification': (title = '') => {
    const found = Notification.all.findLast((one) => one.title === title && one.state === 'shown');
    if (!found) throw new RangeError(`no notification ${title}`);
    found.emit('click');
    return {};
  },
  'start again': (...argv) => {
    app.emit('second-instance', {}, ['satchel', ...argv]);
    return {};
  },
  'open link': (link = '') => {
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    app.emit('open-url', event, link);
    if (!event.prevented) throw new RangeError('the link is left to the system');
    return {};
  },
  system: (event = '') => {
    powerMonitor.emit(event);
    return {};
  },
  'answer dialogs': (path = '') => {
    dialog.savesTo = path;
    dialog.opens = path;
    return {};
  },
  'close window': () => {
    windows.at(-1)?.close();
    return {};
  },
  window: () => {
    const window = windows.at(-1);
    const page = window?.webContents;
    return {
      visible: window?.visible ?? false,
      url: page?.mainFrame.url,
      foreign: page?.foreignRequests ?? [],
      opened: shell.opened,
      suggested: dialog.suggested,
    };
  },
  'crash engine': () => killEngineThread(),
  'crash page': () => {
    windows.at(-1)?.webContents.forcefullyCrashRenderer();
    return {};
  },
  'minimize window': () => {
    windows.at(-1)?.minimize();
    return {};
  },
  quit: () => {
    setImmediate(() => {
      app.quit();
    });
    return { quitting: true };
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const [name = '', ...given] = line.startsWith('[') ? (JSON.parse(line) as string[]) : [line];
  void Promise.resolve()
    .then(() => questions[name]?.(...given))
    .then(
      (answer) => {
        tell(answer ?? { error: `no question ${name}` });
      },
      (error: unknown) => {
        tell({ error: String(error) });
      },
    );
});

// eslint-disable-next-line no-restricted-syntax -- the bundle imports Electron's default export too.
export default { app, ipcMain, shell };
