import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`lists from elsewhere${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  async function open(hash: string) {
    const host = await startHost({
      ...{ home: temporaryFolder(), uiDir: folder, log: createMemoryLog(), autoSync: false },
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => watched.page.close());
    await watched.page.goto(host.url);
    await watched.page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await go(watched.page, hash);
    return { client: host.engine.client, ...watched };
  }

  it('are mapped, checked before anything is saved, added but for what is wrong, and taken back', async () => {
    const { client, page, complaints } = await open('#/records/patients');
    const ada = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brandt' },
    });
    await client.records.add({
      table: 'patients',
      values: { name: 'Old', species: 'dog', microchip: '999' },
    });
    await page.getByRole('link', { name: 'Import from CSV' }).click();
    await page.getByRole('heading', { name: 'Import patients' }).waitFor();
    const text = [
      'Tier;Besitzerin;species;Chip',
      'Rex;Ada Brandt;dog;100',
      'Bella;Ada Brandt;cat;999',
      ';Ada Brandt;cat;101',
      'Max;Nobody;dog;102',
      'Tom;;cat;103',
    ].join('\n');
    await page.getByLabel('CSV file').setInputFiles({
      ...{ name: 'tiere.csv', mimeType: 'text/csv', buffer: Buffer.from(text) },
    });
    await page.getByText('tiere.csv: 5 rows').waitFor();
    await page.getByText('Still needed: name.').waitFor();
    await page.getByLabel('“Tier” becomes').selectOption('Name');
    await page.getByLabel('“Besitzerin” becomes').selectOption('Owner');
    await page.getByLabel('“Chip” becomes').selectOption('Microchip');
    await guidePicture(page, 'import-mapping');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByText('2 records can be added.').waitFor();
    await page.getByText('3 rows would be left out:').waitFor();
    const reasons = await page.getByRole('row').allInnerTexts();
    expect(reasons.slice(1)).toEqual([
      expect.stringMatching(/3\s+Microchip: Another record already has this microchip/),
      expect.stringMatching(/4\s+Name: This is needed/),
      expect.stringMatching(/5\s+Owner: No owner is called this/),
    ]);
    await guidePicture(page, 'import-checked');
    expect(await axeViolations(page)).toEqual([]);
    // Nothing is saved by a check.
    expect((await client.records.list({ table: 'patients' })).total).toBe(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the rows left out' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('Max,Nobody,dog,102,');

    await page.getByRole('button', { name: 'Add 2 records' }).click();
    await page.getByText('2 records were added.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const rex = (await client.records.list({ table: 'patients', search: 'Rex' })).records[0];
    expect(rex?.values).toMatchObject({ owner_id: ada.key, microchip: '100' });

    await page.getByRole('button', { name: 'Take the whole import back' }).click();
    await page.getByText('2 records were taken back.').waitFor();
    expect((await client.records.list({ table: 'patients' })).total).toBe(1);
    await go(page, '#/status');
    await go(page, '#/records/patients/import');
    await page.getByText('taken back').waitFor();
    expect(complaints).toEqual([]);
  });

  it('of thousands of rows show how far they are, can be stopped, and are taken back later', async () => {
    const { client, page } = await open('#/records/owners/import');
    const lines = Array.from(
      { length: 6000 },
      (_, index) => `Owner ${String(index)},${String(index)}`,
    );
    await page.getByLabel('CSV file').setInputFiles({
      name: 'owners.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['Full name,Phone', ...lines].join('\n')),
    });
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByRole('button', { name: 'Add 6,000 records' }).click();
    await page.getByText(/of 6,000/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('It was stopped.').waitFor();
    const { total } = await client.records.list({ table: 'owners' });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(6000);
    await go(page, '#/status');
    await go(page, '#/records/owners/import');
    await page.getByRole('region', { name: 'Earlier imports' }).waitFor();
    await page.getByRole('button', { name: 'Take the whole import back' }).click();
    await page.getByText(/records were taken back/).waitFor();
    expect((await client.records.list({ table: 'owners' })).total).toBe(0);
  });
});

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((place) => (window.location.hash = place), hash);
}
