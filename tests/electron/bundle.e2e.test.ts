import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureElectronBundle } from '../../build/bundle/electron-bundle.ts';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { openSession } from '../../cli/session.ts';
import { connectRunning } from '../../engine/index.ts';
import { errorFromClient } from '../../shared/api/client-error.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'satchel-bundle-'));
let home = join(folder, 'home');
const register = join(root, 'tests/support/electron-double/register.ts');
let bundle: string;
let child: ChildProcess | undefined;
let lines: Interface;

function start(environment: Record<string, string> = {}): void {
  child = spawn(process.execPath, ['--import', register, join(bundle, 'main.js'), '--home', home], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  lines = createInterface({ input: child.stdout! });
}

async function ask(question: string): Promise<Record<string, unknown>> {
  const answer = once(lines, 'line');
  child?.stdin?.write(`${question}\n`);
  return JSON.parse(String((await answer)[0])) as Record<string, unknown>;
}

async function connected() {
  for (;;) {
    const engine = await connectRunning(home);
    if (engine) return engine;
    if (child?.exitCode !== null) throw new Error('the app ended before it answered');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function exitCode(): Promise<number | null> {
  if (child && child.exitCode === null) await once(child, 'exit');
  return child?.exitCode ?? null;
}

beforeAll(async () => {
  await ensureRenderer(root, () => undefined);
  bundle = await ensureElectronBundle(root, () => undefined);
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await exitCode();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundled desktop app, over a double of Electron', () => {
  it('has a preload of one file that loads nothing but electron', () => {
    const preload = readFileSync(join(bundle, 'preload.cjs'), 'utf8');
    expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual([
      'electron',
    ]);
    expect(preload).not.toMatch(/^(import|export) /m);
  });

  it('carries the machine code of SQLite for every platform', () => {
    for (const platform of ['linux-x64', 'darwin-arm64', 'win32-x64']) {
      const binary = join(bundle, `node_modules/better-sqlite3/prebuilds/${platform}.node`);
      expect(existsSync(binary), platform).toBe(true);
    }
  });

  it('runs the engine in its threads, locks the window down, serves the page, and quits in order', async () => {
    start();
    const { client, running } = await connected();
    expect(running.kind).toBe('electron');
    const added = await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    const found = await client.records.list({ table: 'owners', search: 'ada' });
    expect(found.records.map(({ key }) => key)).toEqual([added.key]);

    const facts = await ask('facts');
    expect(facts).toMatchObject({
      calls: [
        'crash dumps stay here',
        'scheme app',
        'enableSandbox',
        'requestSingleInstanceLock',
        // Nothing is fetched before it is known from where.
        'spell checker off',
        `spell checker ${process.platform === 'darwin' ? 'on' : 'off'}`,
        'client of satchel',
      ],
      denied: ['request', 'check', 'device', 'display'],
      channels: [
        'satchel:choose-database',
        'satchel:choose-folder',
        'satchel:connect',
        'satchel:pdf',
      ],
      windows: [{ webPreferences: { sandbox: true, contextIsolation: true } }],
    });
    expect(facts['userData']).toBe(join(home, 'electron'));
    expect(facts['crashDumps']).toBe(join(home, 'crashes'));
    expect(facts['menu']).toEqual(['File', 'editMenu', 'View', 'windowMenu']);

    const page = await ask('page');
    expect(page['status']).toBe(200);
    const nonce = /'nonce-([\w-]+)'/.exec(String(page['policy']))?.[1] ?? 'none';
    expect(String(page['text'])).toContain(`content="${nonce}"`);

    const tray = await ask('tray');
    expect(tray['labels']).toEqual(expect.arrayContaining(['Sync now', 'Open Satchel', 'Quit']));

    await ask('quit');
    expect(await exitCode()).toBe(0);
    expect(await connectRunning(home)).toBeUndefined();
  });

  it('refuses the published keychain of Linux and keeps sign-ins in a file of its owner', async () => {
    home = mkdtempSync(join(folder, 'without-keychain-'));
    start({ NO_KEYCHAIN: '1' });
    const { client } = await connected();
    expect((await client.account.whoami({})).secrets).toBe('file');
    const shown = await vi.waitFor(async () => {
      const { shown: notices } = await ask('notifications');
      expect(notices).toHaveLength(1);
      return notices;
    });
    expect(JSON.stringify(shown)).toMatch(/no keychain.*a file that only you can read.*KWallet/);
    // Whether a key lies beside its database is for a person to decide.
    expect(await client.encryption.status({})).toMatchObject({ state: 'plain', keptIn: 'file' });
    await ask('quit');
    expect(await exitCode()).toBe(0);
  });

  it('encrypts a new database with a key in the keychain, and opens it again', async () => {
    home = mkdtempSync(join(folder, 'keychain-'));
    for (const round of [1, 2]) {
      start();
      const { client } = await connected();
      await client.records.add({
        table: 'owners',
        values: { full_name: `Owner ${String(round)}` },
      });
      expect((await client.records.list({ table: 'owners' })).total).toBe(round);
      expect(await client.encryption.status({})).toMatchObject({
        state: 'sealed',
        keptIn: 'keychain',
        backend: 'gnome_libsecret',
        recoveryKeyShown: false,
      });
      await ask('quit');
      expect(await exitCode()).toBe(0);
    }
    expect(readFileSync(join(home, 'clinic.db')).includes('SQLite format 3')).toBe(false);
    const locked = await openSession({ home, log: createMemoryLog(), environment: {} });
    const refused = await locked.client.status
      .get({})
      .catch((error: unknown) => errorFromClient(error).code);
    expect(refused).toBe('STORE_KEY_MISSING');
    await locked.close();
  });

  it('leaves at once where another instance has the lock', async () => {
    start({ SECOND_INSTANCE: '1' });
    expect(await exitCode()).toBe(0);
  });
});
