import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { findChromium, quietChromiumArguments } from '../../../build/find/chromium.ts';
import { connectRunning } from '../../../engine/index.ts';
import { shortLived } from '../../support/chromium.ts';
import type { Desktop, LaunchOptions } from './desktop.ts';

const register = join(import.meta.dirname, '../../support/electron-double/register.ts');

/** A Chromium that two can connect to: the app's double, which shows its window in it, and the test, which looks. */
export interface SharedChromium {
  readonly endpoint: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openSharedChromium(): Promise<SharedChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'satchel-chromium-'));
  const child = spawn(
    findChromium() ?? '',
    [
      ...quietChromiumArguments,
      ...shortLived,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const endpoint = await new Promise<string>((resolve, reject) => {
    void exited.then(() => {
      reject(new Error('Chromium ended before it could be connected to'));
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /DevTools listening on (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const browser = await chromium.connectOverCDP(endpoint);
  return {
    endpoint,
    browser,
    async close() {
      // What was started may be a script that a signal ends alone, without the browser behind it.
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await exited;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The bundled app in a process of its own, over the double of Electron, its window in a real Chromium. */
export async function launchDouble(
  { home, args = [], systemProxy = 'DIRECT', environment = {} }: LaunchOptions,
  { bundle, shared }: { bundle: string; shared: SharedChromium },
): Promise<Desktop> {
  const [context] = shared.browser.contexts();
  if (!context) throw new RangeError('Chromium has no context');
  const opened: Page[] = [];
  const noteOpened = (page: Page): void => void opened.push(page);
  context.on('page', noteOpened);
  const child = spawn(
    process.execPath,
    ['--import', register, join(bundle, 'main.js'), '--home', home, ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ELECTRON_DOUBLE_CHROMIUM: shared.endpoint,
        SYSTEM_PROXY: systemProxy,
        ...environment,
      },
    },
  );
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    context.off('page', noteOpened);
    child.kill('SIGKILL');
    await exited;
    await Promise.all(opened.map((page) => page.close().catch(() => undefined)));
  });
  const ask = asker(child);
  const tell = async (name: string, ...given: string[]): Promise<void> => {
    await ask(name, ...given);
  };
  const page = async (): Promise<Page> => {
    for (;;) {
      const found = opened.findLast((one) => one.url().startsWith('https://app.satchel.invalid/'));
      if (found) return found;
      await soon();
    }
  };
  const client = await connected(home, child);
  return {
    home,
    client,
    page,
    windowIsVisible: async () => (await ask('window'))['visible'] === true,
    closeWindow: () => tell('close window'),
    tray: async () => (await ask('tray')) as { toolTip: string; labels: string[] },
    chooseInTray: (label: string) => tell('choose in tray', label),
    notifications: async () =>
      ((await ask('notifications'))['shown'] as { title: string }[]).map(({ title }) => title),
    dismissNotifications: () => tell('dismiss notifications'),
    clickNotification: (title: string) => tell('click notification', title),
    startAgain: (argv: readonly string[]) => tell('start again', ...argv),
    openLink: (link) => tell('open link', link),
    system: (event) => tell('system', event),
    answerDialogs: (path) => tell('answer dialogs', path ?? ''),
    crashEngine: () => tell('crash engine'),
    crashPage: () => tell('crash page'),
    minimizeWindow: () => tell('minimize window'),
    ended: async () => (await exited)[0],
    quit: async () => {
      await ask('quit');
      return (await exited)[0];
    },
  };
}

type Answer = Readonly<Record<string, unknown>>;

function asker(child: ChildProcess): (name: string, ...given: string[]) => Promise<Answer> {
  if (!child.stdout || !child.stdin) throw new RangeError('the app cannot be asked');
  const { stdin } = child;
  const lines = createInterface({ input: child.stdout });
  return async (name, ...given) => {
    const line = once(lines, 'line') as Promise<[string]>;
    stdin.write(`${JSON.stringify([name, ...given])}\n`);
    const answer = JSON.parse((await line)[0]) as Answer;
    if (typeof answer['error'] === 'string') throw new RangeError(answer['error']);
    return answer;
  };
}

async function connected(home: string, child: ChildProcess) {
  for (;;) {
    const engine = await connectRunning(home);
    if (engine) return engine.client;
    if (child.exitCode !== null) throw new Error('the app ended before it answered');
    await soon();
  }
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
