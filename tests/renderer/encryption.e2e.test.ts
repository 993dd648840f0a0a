import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { fileStateOf } from '../../engine/store/sealed-file.ts';
import { startEngine } from '../../engine/thread/start-engine.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

// No assertion and no call of the browser is given a recovery key to print: what is compared is true or false.
describe.skipIf(reason)(`encryption by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  async function openWindow(home: string) {
    const log = createMemoryLog();
    const host = await startHost({
      ...{ home, uiDir: folder, log, autoSync: false },
      entries: bundledThreads,
      environment: { SATCHEL_BACKUP_INTERVAL_MINUTES: '1000' },
    });
    onTestFinished(() => host.close());
    const watched = await openWatchedPage(browser, {
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    onTestFinished(() => watched.page.close());
    await watched.page.goto(host.url);
    return { host, log, client: host.engine.client, ...watched };
  }

  it('encrypts a database that was plain, and tests what was written down', async () => {
    const home = temporaryFolder();
    const { client, log, page, complaints } = await openWindow(home);
    await client.records.add({ table: 'owners', values: { full_name: 'Ada Brandt' } });
    await client.backups.create({});
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    const section = page.getByRole('region', { name: 'Encryption of the database' });
    await section.getByText('Not encrypted').waitFor();
    await section.getByRole('button', { name: 'Encrypt the database…' }).click();
    const question = page.getByRole('dialog', { name: 'Encrypt the database?' });
    await question.getByText(/what was never sent is lost/).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await question.getByRole('button', { name: 'Encrypt', exact: true }).click();

    const recoveryKey = await readKey(page);
    const dialog = page.getByRole('dialog', { name: 'Recovery key' });
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await section.getByText('Encrypted: database, log, search index and backups').waitFor();
    await section.getByText('Was shown once, and is not shown again').waitFor();
    await section.getByText(/older files? (is|are) not encrypted/).waitFor({ state: 'detached' });
    expect(await client.encryption.status({})).toMatchObject({ state: 'sealed', plainFiles: 0 });
    expect((await client.records.list({ table: 'owners' })).total).toBe(1);

    await type(page, recoveryKey.toLowerCase().replaceAll('-', ' '));
    await section.getByRole('button', { name: 'Test' }).click();
    await section.getByText(/It is right: it opens the database/).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    const kept = await page.evaluate(() =>
      JSON.stringify([localStorage, sessionStorage, location.href, document.title]),
    );
    const said = kept + JSON.stringify(log) + JSON.stringify(await client.drafts.list({}));
    expect(recoveryKey.split('-').some((group) => said.includes(group))).toBe(false);
    // While the engine starts again the browser reports a refused answer or two, and nothing else.
    expect(complaints.filter((text) => !/status of 50\d/.test(text))).toEqual([]);
  });

  it('reminds until the key is on paper, and opens with it a database that lost its key', async () => {
    const home = temporaryFolder();
    const made = await startEngine({
      ...{ home, log: createMemoryLog(), environment: {}, sealNew: true, autoSync: false },
      entries: bundledThreads,
    });
    await made.client.records.add({ table: 'owners', values: { full_name: 'Ada Brandt' } });
    await made.close();
    const { host, page } = await openWindow(home);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Status' }).click();
    const reminder = page.getByRole('link', { name: 'Write the recovery key down' });
    await reminder.first().waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'Write the recovery key down' }).click();
    await page.getByRole('button', { name: 'Show the recovery key…' }).click();
    await page.getByRole('button', { name: 'Show it now' }).click();
    const recoveryKey = await readKey(page);
    await page.getByRole('checkbox', { name: /I have written it down/ }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Was shown once, and is not shown again').waitFor();
    await page.getByRole('img', { name: 'Write the recovery key down' }).waitFor({
      state: 'detached',
    });
    await host.close();
    rmSync(join(home, 'secrets.json'));

    const { page: next, client } = await openWindow(home);
    await next.getByText('This computer has no key for the records on this desk').waitFor();
    expect(await violationsInBothThemes(next)).toEqual([]);
    await type(next, recoveryKey.slice(0, -1));
    await next.getByRole('button', { name: 'Open', exact: true }).click();
    await next.getByText(/a letter is wrong or missing/).waitFor();
    await next.getByRole('textbox', { name: 'Recovery key' }).clear();
    await type(next, recoveryKey);
    await next.getByRole('button', { name: 'Open', exact: true }).click();
    await next.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    expect((await client.records.list({ table: 'owners' })).total).toBe(1);
    expect(fileStateOf(join(home, 'clinic.db'))).toBe('sealed');
  });
});

async function readKey(page: Page): Promise<string> {
  const groups = page.getByRole('list', { name: 'The recovery key, in nine groups' });
  await groups.waitFor();
  const letters = await groups.getByRole('listitem').allTextContents();
  expect(letters.map(({ length }) => length)).toEqual(Array(9).fill(4));
  return letters.join('-');
}

/** As a keyboard does: a call that names what it fills in would print it where it fails. */
async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Recovery key' }).focus();
  await page.keyboard.insertText(text);
}

async function violationsInBothThemes(page: Page): Promise<string[]> {
  const light = await axeViolations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  const dark = await axeViolations(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
  return [...light, ...dark];
}
