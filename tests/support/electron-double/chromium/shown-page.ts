import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page, Route } from 'playwright';
import {
  BINDING,
  type FromPage,
  pageWorld,
  PRELOAD_WORLD,
  type PreloadWorld,
  preloadWorld,
} from './page-world.ts';

/** Chromium knows no `app:`; its pages live at an origin that exists nowhere, and every request is answered here. */
const HERE = 'https://app.satchel.invalid';
const APP = 'app://satchel';
export const toAppUrl = (url: string): string =>
  url.startsWith(HERE) ? APP + url.slice(HERE.length) : url;
const toPageUrl = (url: string): string =>
  url.startsWith(APP) ? HERE + url.slice(APP.length) : url;

export interface ShownPageOptions {
  readonly browser: Browser;
  readonly preload: string;
  readonly answer: (request: Request) => Promise<Response>;
  /** True where the page may go there. */
  readonly mayNavigate: (url: string) => boolean;
  readonly onPopup: (url: string) => void;
  readonly onSend: (channel: string) => void;
  readonly onCrash: () => void;
  /** Asked for something that is not the app's: the policy should have stopped it. */
  readonly onForeignRequest: (url: string) => void;
}

/** The port of the main process whose other end is in the page. */
export interface BridgedPort {
  postMessage(data: unknown): void;
  on(event: 'message', listener: (data: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  close(): void;
}

/** A page of a real Chromium that takes itself for a window of Electron: custom scheme, preload in a world of its own, ports. */
export class ShownPage {
  readonly #options: ShownPageOptions;
  readonly #ports = new Map<number, BridgedPort>();
  #page: Page | undefined;
  #session: CDPSession | undefined;
  #world = 0;
  #lastPort = 0;

  constructor(options: ShownPageOptions) {
    this.#options = options;
  }

  get url(): string {
    return toAppUrl(this.#page?.url() ?? 'about:blank');
  }

  /** As of the last message from the page; Electron knows it without asking. */
  title = '';

  /** By the browser's own printing, as Electron does it. */
  async pdf({ pageSize, printBackground }: Electron.PrintToPDFOptions): Promise<Buffer> {
    if (!this.#page) throw new RangeError('there is no page');
    return this.#page.pdf({
      format: typeof pageSize === 'string' ? pageSize : 'A4',
      printBackground: printBackground ?? false,
    });
  }

  async load(url: string): Promise<void> {
    this.#page ??= await this.#open();
    await this.#page.goto(toPageUrl(url));
  }

  /** A page that crashed cannot be loaded again, so a new one takes its place. */
  async reload(): Promise<void> {
    const { url } = this;
    await this.close();
    await this.load(url);
  }

  crash(): void {
    this.#session?.send('Page.crash').catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closePorts();
    const page = this.#page;
    this.#page = undefined;
    await page?.close().catch(() => undefined);
  }

  async deliver(channel: string, message: unknown, ports: readonly BridgedPort[]): Promise<void> {
    const ids = ports.map((port) => {
      const id = (this.#lastPort += 1);
      this.#ports.set(id, port);
      port.on('message', (data) => {
        void this.#inWorld('toPort', [id, encode(data)]);
      });
      return id;
    });
    await this.#inWorld('deliver', [channel, message, ids]);
  }

  async #open(): Promise<Page> {
    const { browser } = this.#options;
    const [context] = browser.contexts();
    if (!context) throw new RangeError('Chromium has no context');
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    this.#session = session;
    const { frameTree } = await session.send('Page.getFrameTree');
    session.on('Runtime.executionContextCreated', ({ context: made }) => {
      const { frameId } = made.auxData as { frameId?: string };
      // A frame within the page has a world of that name too, and no preload in it.
      if (made.name !== PRELOAD_WORLD || frameId !== frameTree.frame.id) return;
      this.#closePorts();
      this.#world = made.id;
    });
    session.on('Runtime.bindingCalled', ({ payload }) => {
      this.#hear(JSON.parse(payload) as FromPage);
    });
    await session.send('Runtime.enable');
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', {
      name: BINDING,
      executionContextName: PRELOAD_WORLD,
    });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${pageWorld.toString()})()`,
    });
    const preload = readFileSync(this.#options.preload, 'utf8');
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: PRELOAD_WORLD,
      source: `if (self === top) (${preloadWorld.toString()})((require) => { ${preload}\n })`,
    });
    page.on('crash', () => {
      this.#options.onCrash();
    });
    page.on('popup', (popup) => {
      this.#options.onPopup(toAppUrl(popup.url()));
      void popup.close();
    });
    await page.route('**/*', (route) => this.#answer(route));
    return page;
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = toAppUrl(request.url());
    const { mayNavigate, answer, onForeignRequest } = this.#options;
    if (request.isNavigationRequest() && !mayNavigate(url)) {
      await route.abort('aborted');
      return;
    }
    if (!url.startsWith(`${APP}/`)) {
      onForeignRequest(url);
      await route.abort();
      return;
    }
    // `new Request` would resolve `..` away, which Chromium has done already.
    const response = await answer({ url, method: request.method() } as Request);
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #hear(fact: FromPage): void {
    if ('send' in fact) void this.#pass(fact.send);
    else if ('closed' in fact) this.#ports.get(fact.closed)?.close();
    else this.#ports.get(fact.port)?.postMessage(decode(fact.data));
  }

  async #pass(channel: string): Promise<void> {
    this.title = (await this.#page?.title().catch(() => undefined)) ?? this.title;
    this.#options.onSend(channel);
  }

  async #inWorld<Name extends keyof PreloadWorld>(
    name: Name,
    args: Parameters<PreloadWorld[Name]>,
  ): Promise<void> {
    const given = args.map((argument) => JSON.stringify(argument)).join(', ');
    // The page may be gone by then; its ports are closed with it.
    await this.#session
      ?.send('Runtime.evaluate', {
        expression: `preloadWorld.${name}(${given})`,
        contextId: this.#world,
      })
      .catch(() => undefined);
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }
}

function encode(data: unknown): string | number[] {
  if (typeof data === 'string') return data;
  if (data instanceof Uint8Array) return [...data];
  if (data instanceof ArrayBuffer) return [...new Uint8Array(data)];
  throw new TypeError('the double carries text and bytes alone');
}

function decode(data: string | readonly number[]): string | Uint8Array {
  return typeof data === 'string' ? data : new Uint8Array(data);
}
