import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { type Host, startHost } from '../../host/start-host.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { openDesk } from '../support/two-desks.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');
const OWNERS = 400;

/** A database of an older application: some of it fits the clinic's tables, one record does not. */
function oldDatabase(): string {
  const path = join(temporaryFolder(), 'old-records.db');
  const db = new BetterSqlite3(path);
  db.exec(`
    CREATE TABLE owners (id TEXT PRIMARY KEY, full_name TEXT, phone TEXT);
    CREATE TABLE invoices (id INTEGER PRIMARY KEY, total TEXT);
    INSERT INTO invoices (total) VALUES ('12.50');
    INSERT INTO owners (id, phone) VALUES ('nameless', '1')`);
  const add = db.prepare('INSERT INTO owners (id, full_name, phone) VALUES (?, ?, ?)');
  db.transaction(() => {
    for (let n = 0; n < OWNERS; n++) add.run(`o${String(n)}`, `Owner ${String(n)}`, String(n));
  })();
  db.close();
  return path;
}

describe.skipIf(reason)(`the first run${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  async function start(home: string): Promise<Host> {
    const host = await startHost({
      ...{ home, uiDir: folder, log: createMemoryLog(), autoSync: false },
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    return host;
  }

  it('takes an existing database over step by step, and goes on where it was left, after a restart too', async () => {
    const server = await startTestServer();
    const home = temporaryFolder();
    const file = oldDatabase();
    const first = await start(home);
    const { page, complaints } = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => page.close());
    await page.goto(first.url);

    // What would be taken over, before there is a server.
    await page.getByRole('radio', { name: /existing database/ }).check();
    const path = page.getByRole('textbox', { name: 'Database file' });
    await path.fill(join(home, 'not-there.db'));
    await page.getByRole('button', { name: 'Look into it' }).click();
    await page.getByText('The database was not brought').waitFor();
    await path.fill(file);
    await page.getByRole('button', { name: 'Look into it' }).click();
    await page.getByText(`${String(OWNERS)} of ${String(OWNERS + 1)} records can be`).waitFor();
    await page.getByText('Table invoices with 1 record').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'first-run-database');
    expect((await first.engine.client.records.list({ table: 'owners' })).total).toBe(0);

    await page.getByRole('textbox', { name: 'Server address' }).fill(server.url);
    await page.getByRole('textbox', { name: 'User name' }).fill('staff');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Connect this desk' }).click();

    // The step of the database: left, found again after a restart at another address, stopped, gone on with.
    const step = page.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]');
    await step.getByText('Existing database').waitFor();
    await page.getByRole('button', { name: 'Go on later' }).click();
    await page.getByRole('region', { name: 'Setting this desk up' }).waitFor();
    await page.goto('about:blank');
    await first.close();
    const host = await start(home);
    await page.goto(host.url);
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
    await step.getByText('Existing database').waitFor();
    expect(await path.inputValue()).toBe(file);
    await page.getByRole('button', { name: 'Look into it' }).click();
    await page.getByRole('button', { name: 'Bring these records' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await Promise.race([
      page.getByText('Stopped').waitFor(),
      page.getByText(`${String(OWNERS)} records of the file are here`).waitFor(),
    ]);
    const goOn = page.getByRole('button', { name: 'Go on', exact: true });
    if (await page.getByText('Stopped').isVisible()) {
      expect(await axeViolations(page)).toEqual([]);
      await goOn.click();
      await page.getByText(`${String(OWNERS)} records of the file are here`).waitFor();
    }
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'first-run-brought');
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    await other.sync();
    expect(other.records.list({ table: 'owners' }).total).toBe(OWNERS);
    await goOn.click();

    await backsUp(page, home);
    await keepsKey(page);
    await page.getByText('This desk is set up.').waitFor();
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    expect(await page.getByText('Setting this desk up is not finished').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    const settings = await host.engine.client.settings.all({});
    expect(settings.find(({ key }) => key === 'setup.left')?.value).toEqual([]);
    // The browser itself reports the answers of an engine that is starting again under its new key.
    expect(complaints.filter((text) => !/40[0-9]|503|ERR_/.test(text))).toEqual([]);
  });

  async function backsUp(page: Page, home: string): Promise<void> {
    await page.getByText('Say where to, and see that it works').waitFor();
    const second = page.getByRole('textbox', { name: /second/i });
    await guidePicture(page, 'first-run-backups');
    await second.fill(join(home, 'config.json'));
    await page.getByRole('button', { name: 'Back up now and go on' }).click();
    await page.getByText('Backing up there did not work').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await second.fill('');
    await page.getByRole('button', { name: 'Back up now and go on' }).click();
    await page.getByText('The first backup was made and verified.').waitFor();
  }

  /** The key is shown once, put on paper, and typed back; no step prints it. */
  async function keepsKey(page: Page): Promise<void> {
    await page.getByText('only the recovery key opens the records').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Encrypt the database…' }).click();
    await page.getByRole('button', { name: 'Encrypt', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Recovery key' });
    const groups = dialog
      .getByRole('list', { name: 'The recovery key, in nine groups' })
      .getByRole('listitem');
    await groups.first().waitFor();
    const recoveryKey = (await groups.allInnerTexts()).join('-');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const typed = page.getByRole('textbox', { name: /recovery key/i });
    await typed.focus();
    await page.keyboard.insertText(recoveryKey);
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText(/It is right/).waitFor();
    await page.getByRole('button', { name: 'Finish' }).click();
  }
});
