import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`backups by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  /** A desk of its own without a server, and its window on the Backups page. */
  async function openWindow(home = temporaryFolder()) {
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
    return { home, host, client: host.engine.client, ...watched };
  }

  it('backs up, verifies, and goes back to a backup with what was never sent, by keyboard alone', async () => {
    const { host, client, page, complaints } = await openWindow();
    const add = (full_name: string) =>
      client.records.add({ table: 'owners', values: { full_name } });
    await add('Ada Brandt');
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).press('Enter');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Backups', exact: true }).waitFor();

    await page.getByRole('heading', { name: 'There is no verified backup yet' }).waitFor();
    await tabTo(page, 'Back up now');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 backup' }).waitFor();
    await page.getByRole('heading', { name: /^Last verified backup: / }).waitFor();
    expect(await client.backups.list({})).toMatchObject([
      { reason: 'manual', counts: { owners: 1 } },
    ]);
    await tabTo(page, 'Verify all');
    await page.keyboard.press('Enter');
    await page.getByText('The backup is whole.').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    const bo = await add('Bo Chan');
    await tabTo(page, 'Restore…');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Restore the backup of / });
    await dialog.getByRole('button', { name: 'Show what would change' }).press('Enter');
    await dialog.getByRole('row', { name: 'Owners 2 1 1 fewer' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // Escape leaves everything as it is.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect((await client.records.list({ table: 'owners' })).total).toBe(2);

    await tabTo(page, 'Restore…');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Show what would change' }).press('Enter');
    await dialog.getByRole('button', { name: /^Restore backup of / }).press('Enter');
    await page.getByText(/is in its place\. Satchel starts again\./).waitFor();

    await page.getByRole('heading', { name: /never sent/ }).waitFor();
    await page.getByRole('row', { name: /Before a restore/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const edits = page.getByRole('checkbox', { name: /Bo Chan/ });
    expect(await edits.isChecked()).toBe(true);
    await page.getByRole('button', { name: /^Take \d edits? back$/ }).press('Enter');
    await page.getByText(/edits? taken back; the next sync/).waitFor();
    expect((await client.records.get({ table: 'owners', key: bo.key })).values).toMatchObject({
      full_name: 'Bo Chan',
    });
    // While the engine starts again the browser reports a refused answer or two, and nothing else.
    expect(complaints.filter((text) => !/status of 50\d/.test(text))).toEqual([]);
  });

  it('encrypts from now on, and asks for the passphrase before an encrypted one is read', async () => {
    const { host, client, page, complaints } = await openWindow();
    await client.records.add({ table: 'owners', values: { full_name: 'Ada Brandt' } });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Backups' }).click();
    await page.getByRole('button', { name: 'Encrypt…' }).click();
    const secret = page.getByRole('dialog', { name: 'Encryption' });
    await secret.getByLabel('Passphrase', { exact: true }).fill('short');
    await secret.getByText('This is too short.').waitFor();
    await secret.getByLabel('Passphrase', { exact: true }).fill('four calm words here');
    await secret.getByLabel('Passphrase again').fill('four calm words here');
    await secret.getByRole('button', { name: 'Encrypt from now on' }).click();
    await page.getByText('On: only the passphrase opens a new backup').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByRole('img', { name: 'Encrypted' }).waitFor();
    await page.getByRole('button', { name: /^Restore the backup of/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Restore the backup of / });
    await dialog.getByLabel('Passphrase of this backup').fill('another one entirely');
    await dialog.getByRole('button', { name: 'Show what would change' }).click();
    await dialog.getByText('does not open with this passphrase').waitFor();
    await dialog.getByLabel('Passphrase of this backup').fill('four calm words here');
    await dialog.getByRole('button', { name: 'Show what would change' }).click();
    await dialog.getByText(/have as many records as now|has as many records as now/).waitFor();
    expect(complaints.filter((text) => !text.includes('403'))).toEqual([]);
  });

  it('offers the backups where the database cannot be opened, and comes back with the records', async () => {
    const home = temporaryFolder();
    const first = await startHost({
      ...{ home, uiDir: folder, log: createMemoryLog(), autoSync: false },
      entries: bundledThreads,
    });
    await first.engine.client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    await first.engine.client.backups.create({});
    await first.close();
    const file = readdirSync(home).find(
      (name) => name.endsWith('.db') && !/lock|search/.test(name),
    );
    const handle = await open(join(home, file ?? ''), 'r+');
    await handle.write(Buffer.alloc(8192, 7), 0, 8192, 0);
    await handle.close();

    const { host, client, page } = await openWindow(home);
    await page.goto(host.url);
    await page.getByText('The records on this desk cannot be opened').waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Restore the backup of/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show what would change' }).click();
    await dialog.getByText('nothing to compare with').waitFor();
    await dialog.getByRole('button', { name: /^Restore backup of / }).click();
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).press('Enter');
    await page.getByRole('contentinfo').getByText('This desk has no server yet').waitFor();
    expect((await client.records.list({ table: 'owners' })).total).toBe(1);
  });
});

/** Tabs until the focus is on the element with this text, as somebody without a mouse would. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === text) return;
  }
  expect.fail(`the focus never reached ${text}`);
}
