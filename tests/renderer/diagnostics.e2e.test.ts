import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`diagnostics by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  /** A desk of its own without a server, and its window. */
  async function openWindow() {
    const home = temporaryFolder();
    const host = await startHost({
      home,
      uiDir: folder,
      log: createMemoryLog(),
      autoSync: false,
      entries: bundledThreads,
      environment: { SATCHEL_BACKUP_INTERVAL_MINUTES: '1000' },
    });
    onTestFinished(() => host.close());
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => watched.page.close());
    await watched.page.goto(host.url);
    await watched.page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    return { home, client: host.engine.client, ...watched };
  }

  it('says what it found, mends what is safe one by one, and says that it is mended', async () => {
    const { home, client, page, complaints } = await openWindow();
    chmodSync(home, 0o755);
    await page.getByRole('navigation').getByRole('link', { name: 'Diagnostics' }).click();
    await page.getByRole('heading', { name: '2 checks need attention' }).waitFor();
    const permissions = page.getByRole('region', { name: 'Permissions' });
    await permissions.getByText('They could read the records.').waitFor();
    await page.getByRole('row', { name: /^Database whole In order/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await permissions.getByRole('button', { name: 'Fix it: Permissions' }).press('Enter');
    await page.getByRole('heading', { name: '1 check needs attention' }).waitFor();
    await page.getByRole('row', { name: /^Permissions Fixed/ }).waitFor();
    expect(statSync(home).mode & 0o077).toBe(0);

    await page.getByRole('button', { name: 'Fix it: Last verified backup' }).press('Enter');
    await page.getByRole('heading', { name: 'Nothing needs attention' }).waitFor();
    expect(await client.backups.list({})).toHaveLength(1);
    await page.getByRole('button', { name: 'Run again' }).press('Enter');
    await page.getByRole('row', { name: /^Permissions In order/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('repairs in one press with every step in sight, and makes a bundle for whoever helps', async () => {
    const { client, page, complaints } = await openWindow();
    await client.records.add({ table: 'owners', values: { full_name: 'Ada Brandt' } });
    await page.getByRole('navigation').getByRole('link', { name: 'Diagnostics' }).click();
    await page.getByRole('button', { name: 'Repair now' }).click();
    const steps = page.getByRole('list', { name: 'Steps of the repair' });
    await steps.getByRole('listitem').filter({ hasText: 'Back up done' }).waitFor();
    await page.getByRole('button', { name: 'Repair now' }).waitFor();
    expect(await steps.getByRole('listitem').count()).toBe(9);
    expect(await client.repair.get({})).toMatchObject({ endedAt: expect.any(String) as string });
    expect((await client.backups.list({})).map(({ reason: why }) => why)).toContain(
      'before-repair',
    );
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Make a support bundle' }).press('Enter');
    const made = page.getByText(/^Made, .*\.zip/);
    await made.waitFor();
    const path = /\S+\.zip/.exec((await made.textContent()) ?? '')?.[0] ?? '';
    expect(statSync(path).size).toBeGreaterThan(0);
    expect(complaints.filter((text) => !/status of 50\d/.test(text))).toEqual([]);
  });
});
