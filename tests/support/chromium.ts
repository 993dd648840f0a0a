import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import {
  chromiumInstallCommand,
  findChromium,
  quietChromiumArguments,
} from '../../build/find/chromium.ts';

/** Why browser tests cannot run here, or undefined where they can. */
export function noChromium(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  return `no Chromium found; to run the browser tests: ${chromiumInstallCommand()}`;
}

export async function openChromium(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [...quietChromiumArguments, ...args],
  });
}

/**
 * For pages that live for seconds: what the optimizing compilers take of the processors they never give back, a twelfth of
 * all that a browser test costs. Where speed itself is measured they are on.
 */
export const shortLived: readonly string[] = ['--js-flags=--no-opt --no-maglev'];

let shared: Promise<Browser> | undefined;

/** One for all files that a worker runs; it ends with the worker. A start and its first, cold page cost seconds. */
export function sharedChromium(): Promise<Browser> {
  shared ??= openChromium(shortLived);
  return shared;
}

let empty: Promise<string> | undefined;

/**
 * The address of an empty page, of the same site as every window of a test: going by it leaves nothing of the window and keeps
 * its process with the code that is compiled there. `about:blank` is of no site, so what follows it begins cold.
 */
export function emptyPage(): Promise<string> {
  empty ??= new Promise((resolve) => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,">');
    });
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    });
    server.unref();
  });
  return empty;
}

interface WatchedPage {
  /** Closed by giving it back: the next test with the same options goes on in its warm process. */
  readonly page: Page;
  readonly complaints: string[];
  readonly foreignRequests: string[];
}

/** Pages that tests gave back, by browser and options. */
const free = new WeakMap<Browser, Map<string, WatchedPage[]>>();

/**
 * A page that notes everything a browser complains about: errors, warnings, and refusals of the page's policy. A browser
 * context made for each test would cost as much processor time as the test: process, fonts and code are cold in it.
 */
export async function openWatchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const all = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options };
  const kept = free.get(browser) ?? new Map<string, WatchedPage[]>();
  free.set(browser, kept);
  const key = JSON.stringify(all);
  const watched = kept.get(key)?.pop() ?? (await watchPage(await browser.newPage(all)));
  watched.complaints.length = 0;
  watched.foreignRequests.length = 0;
  const { page } = watched;
  let given = false;
  page.close = async () => {
    if (given) return;
    given = true;
    if (await isCleared(page, all)) kept.set(key, [...(kept.get(key) ?? []), watched]);
    // Its context is its own.
    else await page.context().close();
  };
  return watched;
}

/** Leaves nothing of a test in its page. False where that cannot be had: the page is gone or hangs. */
async function isCleared(page: Page, options: BrowserContextOptions): Promise<boolean> {
  try {
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.goto(await emptyPage());
    for (const other of page.context().pages()) if (other !== page) await other.close();
    await page.context().clearCookies();
    await page.unrouteAll();
    await page.emulateMedia({
      media: null,
      colorScheme: options.colorScheme ?? null,
      reducedMotion: options.reducedMotion ?? null,
    });
    if (options.viewport) await page.setViewportSize(options.viewport);
    return true;
  } catch {
    return false;
  }
}

async function watchPage(page: Page): Promise<WatchedPage> {
  const complaints: string[] = [];
  const foreignRequests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1')
      foreignRequests.push(request.url());
  });
  await page.exposeFunction('noteViolation', (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note = (window as unknown as { noteViolation: (text: string) => void }).noteViolation;
      note(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page, complaints, foreignRequests };
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong on the page, one line a rule. Its script is evaluated, which no policy forbids a debugger. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Half-way through a fade a colour is neither the one nor the other; what turns for ever is no fade.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (one) =>
          one.effect?.getComputedTiming().endTime === Infinity || one.playState === 'finished',
      ),
  );
  const isThere = await page.evaluate(() => 'axe' in window);
  if (!isThere) await page.evaluate(await readFile(axePath, 'utf8'));
  return page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const { violations } = await axe.run({
      // Nothing else is read; and no page has a film or sound, which is all that axe would load.
      ...{ resultTypes: ['violations'], preload: false },
      ...(only && { runOnly: only }),
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  }, rules);
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}
