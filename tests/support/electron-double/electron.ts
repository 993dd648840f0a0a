/**
 * Stands for the `electron` module where its binary is not: it keeps what it was told, so that a test can look,
 * and lets a test do what the system or a person would. Each part is checked against Electron's own types.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';

type Constructor = Electron.BrowserWindowConstructorOptions;

export class FakeWebContents extends EventEmitter {
  readonly mainFrame: FakeFrame;
  windowOpenHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;

  constructor() {
    super();
    this.mainFrame = new FakeFrame('about:blank');
  }

  title = 'Satchel';
  readonly printed: Electron.PrintToPDFOptions[] = [];

  getTitle(): string {
    return this.title;
  }

  printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    this.printed.push(options);
    return Promise.resolve(Buffer.from('%PDF-'));
  }

  readonly corrected: string[] = [];

  replaceMisspelling(word: string): void {
    this.corrected.push(word);
  }

  setWindowOpenHandler(handler: NonNullable<FakeWebContents['windowOpenHandler']>): void {
    this.windowOpenHandler = handler;
  }

  /** What Electron emits before a page goes elsewhere; true where it was prevented. */
  navigates(
    event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate',
    url: string,
  ): boolean {
    let prevented = false;
    this.emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  }

  attachesWebview(): boolean {
    let prevented = false;
    this.emit('will-attach-webview', { preventDefault: () => (prevented = true) });
    return prevented;
  }
}

export class FakeFrame {
  url: string;
  readonly posted: { channel: string; message: unknown; ports: readonly unknown[] }[] = [];

  constructor(url: string) {
    this.url = url;
  }

  postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    this.posted.push({ channel, message, ports });
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly opened: BrowserWindow[] = [];
  readonly options: Constructor;
  readonly webContents = new FakeWebContents();
  visible = false;

  constructor(options: Constructor = {}) {
    super();
    this.options = options;
    BrowserWindow.opened.push(this);
  }

  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    return Promise.resolve();
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
  }

  maximized = false;

  maximize(): void {
    this.maximized = true;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 20, width: 1000, height: 700 };
  }
}

export class Tray extends EventEmitter {
  static readonly shown: Tray[] = [];
  image: FakeImage;
  toolTip = '';
  menu: readonly Electron.MenuItemConstructorOptions[] = [];
  destroyed = false;

  constructor(image: FakeImage) {
    super();
    this.image = image;
    Tray.shown.push(this);
  }

  setImage(image: FakeImage): void {
    this.image = image;
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: { template: readonly Electron.MenuItemConstructorOptions[] }): void {
    this.menu = menu.template;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** What a person does: clicks the entry with this label. @throws RangeError where there is none to click */
  choose(label: string): void {
    const item = this.menu.find((entry) => entry.label === label);
    if (!item?.click || item.enabled === false) throw new RangeError(`no entry ${label}`);
    item.click(undefined as never, undefined, undefined as never);
  }
}

type Template = readonly Electron.MenuItemConstructorOptions[];

export const Menu = {
  application: undefined as Template | undefined,
  /** What the last right click showed. */
  popped: undefined as Template | undefined,
  buildFromTemplate: (template: Template) => ({
    template,
    popup: () => {
      Menu.popped = template;
    },
  }),
  setApplicationMenu: (menu: { template: Template } | null) => {
    Menu.application = menu?.template;
  },
};

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });

export class Notification extends EventEmitter {
  static readonly all: Notification[] = [];
  static readonly isSupported = (): boolean => true;
  readonly title: string;
  readonly body: string;
  state: 'made' | 'shown' | 'closed' = 'made';

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
    Notification.all.push(this);
  }

  show(): void {
    this.state = 'shown';
  }

  close(): void {
    this.state = 'closed';
    this.emit('close');
  }
}

export interface FakeImage {
  readonly png: Buffer;
  isTemplate: boolean;
  addRepresentation(options: { scaleFactor?: number; buffer?: Buffer }): void;
  setTemplateImage(option: boolean): void;
}

export const nativeImage = {
  createFromBuffer: (png: Buffer): FakeImage => ({
    png,
    isTemplate: false,
    addRepresentation: () => undefined,
    setTemplateImage(option) {
      this.isTemplate = option;
    },
  }),
};

export const screen = {
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }] as Electron.Rectangle[],
  getAllDisplays: () => screen.displays.map((workArea) => ({ workArea })),
};

export const shell = {
  opened: [] as string[],
  openExternal: (url: string): Promise<void> => {
    shell.opened.push(url);
    return Promise.resolve();
  },
} satisfies Pick<Electron.Shell, 'openExternal'> & { opened: string[] };

/** A port of Node behind the face of Electron's, whose events carry `{ data }`. */
class FakePortMain extends EventEmitter {
  readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }

  start(): void {
    this.port.start();
  }

  close(): void {
    this.port.close();
  }
}

export class MessageChannelMain {
  readonly port1: FakePortMain;
  readonly port2: FakePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePortMain(port1);
    this.port2 = new FakePortMain(port2);
  }
}

/** The preload's side. */
export const contextBridge = {
  exposed: {} as Record<string, unknown>,
  exposeInMainWorld: (name: string, api: unknown): void => {
    contextBridge.exposed[name] = api;
  },
} satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'> & { exposed: object };

class FakeIpcRenderer extends EventEmitter {
  readonly sent: unknown[][] = [];

  send(...message: unknown[]): void {
    this.sent.push(message);
  }
}
export const ipcRenderer = new FakeIpcRenderer();

export class FakeProtocol {
  handler: ((request: Request) => Response | Promise<Response>) | undefined;
  scheme = '';

  handle(scheme: string, handler: NonNullable<FakeProtocol['handler']>): void {
    this.scheme = scheme;
    this.handler = handler;
  }

  /** Asks with the address as it stands: `new Request` would resolve `..` away. */
  async ask(url: string, method = 'GET'): Promise<Response> {
    if (!this.handler) throw new RangeError('nothing handles the scheme');
    return this.handler({ url, method } as Request);
  }
}

export class FakeSafeStorage {
  available = true;
  backend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> = 'gnome_libsecret';
  keyTurnedOver = false;

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.available);
  }

  getSelectedStorageBackend(): FakeSafeStorage['backend'] {
    return this.backend;
  }

  encryptStringAsync(text: string): Promise<Buffer> {
    return Promise.resolve(Buffer.from(`sealed:${backwards(text)}`));
  }

  decryptStringAsync(sealed: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    const text = sealed.toString().replace(/^sealed:/, '');
    return Promise.resolve({
      result: backwards(text),
      shouldReEncrypt: this.keyTurnedOver,
    });
  }
}

function backwards(text: string): string {
  return text.split('').reverse().join('');
}
