import { EventEmitter } from 'node:events';
import type { Browser } from 'playwright';
import { FakeFrame, type FakeProtocol, FakeWebContents } from '../electron.ts';
import { type BridgedPort, ShownPage } from './shown-page.ts';

type Options = Electron.BrowserWindowConstructorOptions;
interface World {
  readonly ipcMain: EventEmitter;
  readonly protocol: FakeProtocol;
}

export const windows: DoubleWindow[] = [];
let connected: Promise<Browser> | undefined;

/** A window over a page of a real Chromium, or over nothing where none is to be had. */
export class DoubleWindow extends EventEmitter {
  static world: World | undefined;
  readonly options: Options;
  readonly webContents: DoubleContents;
  visible = false;
  minimized = false;
  #destroyed = false;

  constructor(options: Options = {}) {
    super();
    this.options = options;
    this.webContents = new DoubleContents(options.webPreferences?.preload ?? '');
    windows.push(this);
  }

  async loadURL(url: string): Promise<void> {
    try {
      await this.webContents.load(url);
    } finally {
      // Also where another load overtook this one, as in Electron.
      this.emit('ready-to-show');
    }
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  show(): void {
    this.visible = !this.minimized;
  }

  hide(): void {
    this.visible = false;
  }

  focus(): void {
    this.visible = !this.minimized;
  }

  /** What a person does with the window's own button. */
  close(): void {
    const event = { closes: true, preventDefault: () => (event.closes = false) };
    this.emit('close', event);
    if (event.closes) this.destroy();
  }

  destroy(): void {
    this.#destroyed = true;
    this.visible = false;
    void this.webContents.closePage();
    this.emit('closed');
  }

  isMaximized(): boolean {
    return false;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  minimize(): void {
    this.minimized = true;
    this.visible = false;
  }

  /** Showing alone does not bring a minimized window back everywhere. */
  restore(): void {
    this.minimized = false;
  }

  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 20, width: 1000, height: 700 };
  }
}

class DoubleContents extends FakeWebContents {
  override readonly mainFrame: PageFrame;
  readonly foreignRequests: string[] = [];
  readonly #preload: string;
  #page: ShownPage | undefined;

  constructor(preload: string) {
    super();
    this.#preload = preload;
    this.mainFrame = new PageFrame(() => this.#page);
  }

  async load(url: string): Promise<void> {
    const endpoint = process.env['ELECTRON_DOUBLE_CHROMIUM'];
    if (endpoint === undefined) {
      this.mainFrame.without = url;
      return;
    }
    // It takes half a second of processor time to load, and many tests show no window.
    connected ??= import('playwright').then(({ chromium }) => chromium.connectOverCDP(endpoint));
    this.#page ??= this.#shownPage(await connected);
    await this.#page.load(url);
  }

  override getTitle(): string {
    return this.#page?.title ?? '';
  }

  override async printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    await super.printToPDF(options);
    if (!this.#page) throw new RangeError('there is no page to print');
    return this.#page.pdf(options);
  }

  forcefullyCrashRenderer(): void {
    this.#page?.crash();
  }

  reload(): void {
    this.#page?.reload().catch(() => undefined);
  }

  async closePage(): Promise<void> {
    await this.#page?.close();
  }

  #shownPage(browser: Browser): ShownPage {
    return new ShownPage({
      browser,
      preload: this.#preload,
      answer: async ({ url, method }) => {
        const { world } = DoubleWindow;
        if (!world) throw new RangeError('no protocol to ask');
        return world.protocol.ask(url, method);
      },
      mayNavigate: (url) => !this.navigates('will-navigate', url),
      onPopup: (url) => {
        this.windowOpenHandler?.({ url } as Electron.HandlerDetails);
      },
      onSend: (channel) => {
        const event = { sender: this, senderFrame: this.mainFrame };
        DoubleWindow.world?.ipcMain.emit(channel, event);
      },
      onCrash: () => {
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
      },
      onForeignRequest: (url) => {
        this.foreignRequests.push(url);
      },
    });
  }
}

class PageFrame extends FakeFrame {
  readonly #page: () => ShownPage | undefined;
  /** The address where there is no page. */
  without = 'about:blank';

  constructor(page: () => ShownPage | undefined) {
    super('about:blank');
    this.#page = page;
    Object.defineProperty(this, 'url', { get: () => this.#page()?.url ?? this.without });
  }

  override postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    super.postMessage(channel, message, ports);
    const bridged = (ports as readonly { port: BridgedPort }[]).map(({ port }) => port);
    void this.#page()?.deliver(channel, message, bridged);
  }
}
