import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ensureElectronBundle } from '../../../build/bundle/electron-bundle.ts';
import { ensureRenderer } from '../../../build/renderer/ensure-renderer.ts';
import { noChromium } from '../../support/chromium.ts';
import { startConnectProxy } from '../../support/proxies.ts';
import { startReleaseServer } from '../../support/release-server.ts';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import {
  launchDouble,
  openSharedChromium,
  type SharedChromium,
} from '../scenario/launch-double.ts';

const root = join(import.meta.dirname, '../../..');
const reason = noChromium() ?? (process.platform === 'linux' ? undefined : 'AppImages are Linux’s');
const within = { timeout: 30_000 };
const installed = '#!/bin/sh\necho 1.2.0\n';

describe.skipIf(reason)(`updates${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: string;
  let shared: SharedChromium;

  beforeAll(async () => {
    await ensureRenderer(root, () => undefined);
    built = await ensureElectronBundle(root, () => undefined);
    shared = await openSharedChromium();
  });
  afterAll(() => shared.close());

  /** The bundled app as an AppImage of version 1.2.0, with the key of a release server in it. */
  async function atDesk(more: Readonly<Record<string, string>> = {}) {
    const releases = await startReleaseServer();
    onTestFinished(() => releases.close());
    const folder = temporaryFolder();
    const bundle = join(folder, 'electron');
    cpSync(built, bundle, { recursive: true });
    cpSync(join(built, '../renderer'), join(folder, 'renderer'), { recursive: true });
    writeFileSync(join(bundle, 'update-key.pem'), releases.publicKey);
    const resources = join(folder, 'resources');
    mkdirSync(resources);
    writeFileSync(join(resources, 'app-update.yml'), 'updaterCacheDirName: satchel-updater\n');
    const appImage = join(folder, 'Satchel.AppImage');
    writeFileSync(appImage, installed, { mode: 0o755 });
    const home = temporaryFolder();
    const environment = {
      PACKAGED_VERSION: '1.2.0',
      RESOURCES: resources,
      APPIMAGE: appImage,
      XDG_CACHE_HOME: join(folder, 'cache'),
      ...more,
    };
    const desktop = await launchDouble({ home, environment }, { bundle, shared });
    const { client } = desktop;
    await client.settings.set({ key: 'updates.url', value: releases.url });
    const log = () => readFileSync(join(home, 'logs/satchel.log'), 'utf8');
    return { releases, folder, appImage, desktop, client, log };
  }

  const stranger = generateKeyPairSync('ed25519').privateKey;
  const program = '#!/bin/sh\necho 1.3.0\n';
  it.each([
    ['UPDATE_UNSIGNED', { version: '1.3.0', program, signedBy: 'nobody' }, 'no signature'],
    ['UPDATE_SIGNATURE', { version: '1.3.0', program, signedBy: stranger }, 'not signed by'],
    ['UPDATE_PRODUCT', { version: '1.3.0', program, product: 'app.other' }, 'app.other'],
    ['UPDATE_OLDER', { version: '1.1.0', program }, 'older than this one (1.2.0)'],
    [
      'UPDATE_TAMPERED',
      { version: '1.3.0', program, served: program.replace('echo', 'exit') },
      'not the one that was signed',
    ],
  ] as const)('[UPD-1] refuses what is not ours and newer: %s', async (code, release, words) => {
    const { releases, appImage, desktop, client, log } = await atDesk();
    releases.offer(release);
    const { phase, error } = await client.updates.look();
    expect([phase, error?.code]).toEqual(['idle', code]);
    expect(error?.message).toContain(words);
    expect(error?.action).toContain('Nothing was installed');
    await vi.waitFor(() => {
      expect(log()).toContain(code);
    }, within);
    if (code !== 'UPDATE_TAMPERED') expect(releases.asked.join()).not.toContain('AppImage');
    expect(await desktop.quit()).toBe(0);
    expect(readFileSync(appImage, 'utf8')).toBe(installed);
  });

  it('[UPD-2] takes a good one: backed up, pushed, installed and started again', async () => {
    const { releases, folder, appImage, desktop, client } = await atDesk();
    const server = await startTestServer();
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    await client.sync.run({});
    await client.settings.set({ key: 'database.realTimeSync', value: false });
    await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    const marker = join(folder, 'started');
    const next = `#!/bin/sh\necho started > '${marker}'\n`;
    releases.offer({ version: '1.3.0', program: next });

    expect(await client.updates.look()).toMatchObject({
      phase: 'ready',
      version: '1.3.0',
      notes: 'Backups are twice as fast.',
      error: null,
    });
    expect(readFileSync(appImage, 'utf8')).toBe(installed);
    await client.updates.install({ anyway: false }).catch(() => undefined);
    await vi.waitFor(() => {
      expect(existsSync(marker)).toBe(true);
    }, within);
    expect(await desktop.ended()).toBe(0);
    expect(readFileSync(appImage, 'utf8')).toBe(next);
    expect(statSync(appImage).mode & 0o100).toBe(0o100);

    const again = await launchDouble({ home: desktop.home }, { bundle: built, shared });
    expect(await again.client.backups.list()).toMatchObject([
      { reason: 'before-update', state: 'verified', pending: 1 },
    ]);
    expect((await again.client.status.get({})).pending).toBe(0);
  });

  it('[UPD-3] keeps edits that cannot be sent in front of it, until a person says that they may stay', async () => {
    const { releases, appImage, desktop, client } = await atDesk({
      SATCHEL_SYNC_MAX_RETRIES: '0',
    });
    const server = await startTestServer();
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    await client.sync.run({});
    await server.close();
    await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    releases.offer({ version: '1.3.0', program });
    await client.updates.look();
    expect(await client.updates.install({ anyway: false })).toMatchObject({
      phase: 'ready',
      waiting: 1,
      error: { code: 'UPDATE_WAITING' },
    });
    await client.updates.install({ anyway: true }).catch(() => undefined);
    expect(await desktop.ended()).toBe(0);
    expect(readFileSync(appImage, 'utf8')).toBe(program);
  });

  it('[UPD-3] is put off by a person, and installs nothing then', async () => {
    const { releases, appImage, desktop, client } = await atDesk();
    releases.offer({ version: '1.3.0', program });
    await client.updates.look();
    await vi.waitFor(async () => {
      expect(await desktop.notifications()).toEqual(['Version 1.3.0 is ready']);
      expect((await desktop.tray()).labels).toContain('Version 1.3.0 is ready …');
    }, within);
    expect((await client.updates.later()).laterUntil).not.toBeNull();
    expect(await desktop.quit()).toBe(0);
    expect(readFileSync(appImage, 'utf8')).toBe(installed);
  });

  it('[UPD-4] says why there are none: a proxy that refuses, switched off, no server, no key in this build', async () => {
    const proxy = await startConnectProxy({ leadsTo: 9, refuses: 403 });
    onTestFinished(() => proxy.close());
    const { client } = await atDesk({ HTTPS_PROXY: `http://127.0.0.1:${String(proxy.port)}` });
    await client.settings.set({ key: 'updates.url', value: 'https://updates.satchel.test' });
    expect((await client.updates.look()).error?.code).toBe('PROXY_REFUSED');
    expect(proxy.asked).toEqual(['updates.satchel.test:443']);
    await client.settings.set({ key: 'updates.channel', value: 'off' });
    expect(await client.updates.look()).toMatchObject({ phase: 'off', off: 'channel' });
    await client.settings.set({ key: 'updates.channel', value: 'stable' });
    await client.settings.set({ key: 'updates.url', value: null });
    expect(await client.updates.look()).toMatchObject({ phase: 'off', off: 'server' });
    const http = client.settings.set({ key: 'updates.url', value: 'http://updates.example/' });
    await expect(http).rejects.toMatchObject({ data: { code: 'CONFIG_INVALID' } });
    const keyless = await launchDouble({ home: temporaryFolder() }, { bundle: built, shared });
    expect(await keyless.client.updates.look()).toMatchObject({ phase: 'off', off: 'key' });
  });
});
