import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, openChromium, openWatchedPage } from '../support/chromium.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`records by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  /** A desk of its own without a server, and its window. */
  async function openWindow() {
    const host = await startHost({
      home: temporaryFolder(),
      uiDir: folder,
      log: createMemoryLog(),
      autoSync: false,
    });
    onTestFinished(() => host.close());
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => watched.page.close());
    return { host, client: host.engine.client, ...watched };
  }

  it('finds a patient by its owner, a telephone number and a microchip, by keyboard alone', async () => {
    const { host, client, page, complaints } = await openWindow();
    const ada = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brändt', phone: '+49 30 1234567' },
    });
    for (const [name, microchip] of [
      ['Rex', '276098100123456'],
      ['Bella', '276098100999999'],
    ] as const)
      await client.records.add({
        table: 'patients',
        values: { owner_id: ada.key, name, species: 'dog', microchip },
      });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('link', { name: 'Records', exact: true }).press('Enter');
    const box = page.getByRole('searchbox', { name: 'Find a record' });
    await box.pressSequentially('rex brandt');
    await page.getByText('1 match', { exact: true }).waitFor();
    await box.fill('030 123');
    await page.getByRole('link', { name: /Ada Brändt/ }).waitFor();
    await box.fill('braendt');
    await page.getByText('3 matches', { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await box.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Ada Brändt');
    await page.keyboard.press('Escape');
    await page
      .getByRole('link', { name: /^Owners/ })
      .first()
      .waitFor();
    await box.fill('3456');
    await page.getByText('1 match', { exact: true }).waitFor();
    await box.press('Enter');
    await page.getByRole('heading', { name: 'Rex' }).waitFor();
    await page.goBack();
    expect(await box.inputValue()).toBe('3456');
    await box.fill('nobody');
    await page.getByText('Nothing found').waitFor();
    expect(complaints).toEqual([]);
  });
});
