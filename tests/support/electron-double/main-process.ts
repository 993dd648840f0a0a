/** The double of `electron` for a whole main process: what `electron.ts` has, and an app with a life of its own. */
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import {
  BrowserWindow,
  FakeProtocol,
  FakeSafeStorage,
  Menu,
  nativeImage,
  Tray,
} from './electron.ts';
import { MessageChannelMain, screen, shell } from './electron.ts';

export { BrowserWindow, Menu, MessageChannelMain, nativeImage, screen, shell, Tray };

const paths = new Map<string, string>();

class FakeApp extends EventEmitter {
  readonly isPackaged = false;
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
    return '0.0.0';
  }

  enableSandbox(): void {
    this.calls.push('enableSandbox');
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
    setPermissionRequestHandler: () => denied.push('request'),
    setPermissionCheckHandler: () => denied.push('check'),
    setDevicePermissionHandler: () => denied.push('device'),
    setDisplayMediaRequestHandler: () => denied.push('display'),
  },
};
export const ipcMain = new EventEmitter();
export const safeStorage = Object.assign(new FakeSafeStorage(), { backend: 'basic_text' as const });
export const dialog = {
  showErrorBox: (title: string, text: string): void => {
    tell({ error: `${title}: ${text}` });
  },
};

function tell(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}

/** The test asks for facts on stdin, a word a line, and reads the answers on stdout. */
const questions: Readonly<Record<string, () => object | Promise<object>>> = {
  facts: () => ({
    calls: app.calls,
    denied,
    windows: BrowserWindow.opened.map(({ options }) => options),
    userData: app.getPath('userData'),
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
    return { toolTip: tray?.toolTip, labels: tray?.menu.map(({ label }) => label) };
  },
  quit: () => {
    setImmediate(() => {
      app.quit();
    });
    return { quitting: true };
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const question = questions[line];
  if (question) void Promise.resolve(question()).then(tell);
});

// eslint-disable-next-line no-restricted-syntax -- the bundle imports Electron's default export too.
export default { app, ipcMain, shell };
