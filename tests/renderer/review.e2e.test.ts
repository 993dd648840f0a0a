import { join } from 'node:path';
import type { Browser } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { behindTracking } from '../support/behind-tracking.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { openDesk } from '../support/two-desks.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`reviewing by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  it('compares, shows which records differ, and sends just one table, by keyboard alone', async () => {
    const server = await startTestServer();
    const home = temporaryFolder();
    const host = await startHost({
      ...{ home, uiDir: folder, log: createMemoryLog(), autoSync: false },
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    const { client } = host.engine;
    const access = { username: 'staff', password: PASSWORD, deviceName: 'Front desk' };
    await client.account.setup({ server: server.url, ...access });
    const { key } = await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    await client.sync.run({});
    const { page, complaints } = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => page.close());
    await page.goto(host.url);
    await page.getByRole('heading', { name: 'Status', exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { name: 'Not compared yet' }).waitFor();
    await page.getByRole('button', { name: 'Compare now' }).press('Enter');
    await page.getByRole('heading', { name: 'Both sides hold the same' }).waitFor();
    await page.getByRole('row', { name: /Owners 1 1 0 Equal/ }).waitFor();

    behindTracking(home, ["UPDATE owners SET notes = 'flipped' WHERE id = ?", key]);
    await page.getByRole('button', { name: 'Compare now' }).press('Enter');
    await page.getByRole('heading', { name: '1 table differs' }).waitFor();
    await page.getByRole('link', { name: 'To the repair' }).waitFor();
    const records = page.getByRole('button', { name: 'Show records: Owners' });
    await records.press('Enter');
    await page.getByRole('row', { name: `${key} On both sides, different Notes` }).waitFor();
    expect(await page.getByRole('main').textContent()).not.toContain('flipped');
    expect(await axeViolations(page)).toEqual([]);

    await client.records.add({ table: 'treatments', values: { name: 'Nails' } });
    await client.records.add({ table: 'stock_items', values: { name: 'Gauze', quantity: 1 } });
    await page.getByRole('row', { name: /Treatments 0 0 1/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose Treatments' }).press('Space');
    await page.getByRole('radio', { name: 'Both ways' }).press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Send only' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Sync 1 table' }).press('Enter');
    await page.getByRole('heading', { name: /^What was synced Succeeded/ }).waitFor();
    await page.getByRole('row', { name: 'Treatments 1 0 0 0' }).waitFor();
    const [run] = await client.logs.list({ limit: 1 });
    expect(run).toMatchObject({
      direction: 'push',
      collections: ['treatments'],
      localToRemote: { treatments: 1 },
    });
    // The other table waits still, and the comparison that follows by itself says so.
    await page.getByRole('heading', { name: 'Something was on its way' }).waitFor();
    expect((await client.status.get({})).pending).toBe(1);
    await page.reload();
    await page.getByRole('heading', { name: 'Something was on its way' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('[SYNC-14] asks before the server deletes much here, backs up, and lets it', async () => {
    const server = await startTestServer();
    const host = await startHost({
      home: temporaryFolder(),
      uiDir: folder,
      log: createMemoryLog(),
      autoSync: false,
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    const { client } = host.engine;
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    const rows = Array.from({ length: 16 }, (_, at) => ({ full_name: `Owner ${String(at)}` }));
    const { keys } = await client.records.addMany({ table: 'owners', rows });
    await client.sync.run({});
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    await other.sync();
    for (const key of keys.slice(0, 12)) other.records.delete('owners', key);
    await other.sync();

    const { page, complaints } = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => page.close());
    await page.goto(host.url);
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('wants to delete 12 of 16 records here').first().waitFor();
    expect((await client.records.list({ table: 'owners' })).total).toBe(16);
    await page.getByRole('button', { name: 'Let it delete…' }).press('Enter');
    const question = page.getByRole('dialog', { name: 'Let the server delete 12 records here?' });
    await question.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Back up and delete' }).press('Enter');
    await page.getByRole('heading', { name: 'All safe on the server' }).waitFor();
    expect((await client.records.list({ table: 'owners' })).total).toBe(4);
    expect(await client.backups.list({})).toHaveLength(1);
    expect(complaints.filter((text) => !/status of [45]/.test(text))).toEqual([]);
  });
});
