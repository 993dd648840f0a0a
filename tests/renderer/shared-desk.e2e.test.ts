import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { type Host, startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');
const PIN = '258036';

describe.skipIf(reason)(`a shared desk${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  async function open(home: string): Promise<Host> {
    const host = await startHost({
      ...{ home, uiDir: folder, log: createMemoryLog(), autoSync: false },
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    return host;
  }

  async function openPage(host: Host, hash: string) {
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => watched.page.close());
    await watched.page.goto(host.url);
    await watched.page.getByRole('heading', { level: 1 }).waitFor();
    await go(watched.page, hash);
    return watched;
  }

  it('is given PINs, handed over, locked, and unlocked by the next person without a line, each edit signed', async () => {
    const server = await startTestServer();
    const home = temporaryFolder();
    const host = await open(home);
    const { client } = host.engine;
    await client.account.setup({
      ...{ server: server.url, username: 'staff', password: PASSWORD },
      deviceName: 'Front desk',
    });
    await client.sync.run({});
    const { page, complaints } = await openPage(host, '#/settings');
    const people = page.getByRole('region', { name: 'People at this desk' });
    await people.getByRole('heading', { name: 'Give a PIN' }).waitFor();
    for (const name of ['staff', 'admin']) await givePin(page, name);
    await people.getByText('admin', { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await people.scrollIntoViewIfNeeded();
    await guidePicture(page, 'people-at-this-desk');
    const withComputer = people.getByRole('switch', { name: 'Locks with the computer' });
    expect(await withComputer.isChecked()).toBe(true);
    await withComputer.click();
    await people.getByRole('switch', { name: 'Locks with the computer', checked: false }).waitFor();
    expect((await client.desk.state({})).locksWithComputer).toBe(false);

    // The administrator was the last to give a password, and is at the desk.
    await go(page, '#/records/owners/new');
    await page.getByRole('textbox', { name: 'Full name' }).fill('Ada Brandt');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Ada Brandt' }).waitFor();
    await go(page, '#/records/owners/new');
    await page.getByRole('textbox', { name: 'Full name' }).fill('Secret Person');
    await page.getByRole('button', { name: 'Front desk · admin' }).click();
    await page.getByRole('menuitem', { name: 'Lock this desk' }).click();
    await page.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/Brandt|Secret|Owner/);
    expect(await page.title()).not.toMatch(/Brandt|Secret/);
    await guidePicture(page, 'locked');
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'staff' }).click();
    await page.getByLabel('PIN of staff').fill('147036');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the PIN of staff.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('PIN of staff').fill(PIN);
    await page.keyboard.press('Enter');
    // Another person does not land on what the one before was typing, nor sees the draft.
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    await go(page, '#/records');
    await page.getByRole('heading', { name: 'Records' }).waitFor();
    expect(await page.getByText('Secret Person').count()).toBe(0);
    await go(page, '#/records/owners/new');
    await page.getByRole('textbox', { name: 'Full name' }).fill('Bea Baker');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Bea Baker' }).waitFor();
    const { records } = await client.records.list({ table: 'owners' });
    expect(records.map(({ title, updatedBy }) => [title, updatedBy]).toSorted()).toEqual([
      ['Ada Brandt', 'admin'],
      ['Bea Baker', 'staff'],
    ]);

    await go(page, '#/hand-over');
    await page.getByRole('heading', { name: 'Hand over', exact: true }).waitFor();
    await page
      .getByText(/2 changes/)
      .first()
      .waitFor();
    await guidePicture(page, 'hand-over');
    expect(await axeViolations(page)).toEqual([]);

    // The line goes, and the whole of Satchel: it comes back locked, and open to a PIN.
    await server.close();
    await page.close();
    await host.close();
    const again = await open(home);
    const { page: next, complaints: later } = await openPage(again, '#/records/owners');
    await next.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    await next.getByRole('button', { name: 'admin' }).press('Enter');
    await next.getByLabel('PIN of admin').fill(PIN);
    await next.keyboard.press('Enter');
    await next.getByRole('link', { name: 'Ada Brandt' }).waitFor();
    await go(next, '#/records');
    await next.getByRole('link', { name: 'New owner: Secret Person' }).waitFor();

    // One's own PIN is changed without the server.
    await go(next, '#/settings');
    const change = next.getByRole('form', { name: 'Change my PIN' });
    await change.getByLabel('PIN until now').fill(PIN);
    await change.getByLabel('PIN', { exact: true }).fill('975310');
    await change.getByLabel('PIN again').fill('975310');
    await change.getByRole('button', { name: 'Change my PIN' }).click();
    await next.getByText('The PIN was changed.').waitFor();
    await again.engine.client.desk.lock();
    await next.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    await next.getByRole('button', { name: 'admin' }).click();
    await next.getByLabel('PIN of admin').fill('975310');
    await next.keyboard.press('Enter');
    await next.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(complaints.filter((text) => !text.includes('403'))).toEqual([]);
    expect(later).toEqual([]);
  });

  it('locks when nobody is there, and a second window with it', async () => {
    const server = await startTestServer();
    const host = await open(temporaryFolder());
    const { client } = host.engine;
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    await client.desk.setPin({ username: 'staff', password: PASSWORD, pin: PIN });
    const { page } = await openPage(host, '#/records/owners');
    const { page: other } = await openPage(host, '#/status');
    await page.getByRole('heading', { name: 'Owners' }).waitFor();
    await other.getByRole('heading', { name: 'Status' }).waitFor();
    await other.keyboard.press('Control+k');
    await other.getByRole('textbox', { name: 'Where to, or what to do?' }).fill('lock this');
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    await page.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    // The one who has a PIN here is asked for it at once.
    await page.getByLabel('PIN of staff').fill(PIN);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Owners' }).waitFor();
    await other.getByRole('heading', { name: 'Status' }).waitFor();
  });
});

async function givePin(page: Page, name: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Give a PIN' });
  await form.getByLabel('User name').fill(name);
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.getByLabel('PIN', { exact: true }).fill(PIN);
  await form.getByLabel('PIN again').fill(PIN);
  await form.getByRole('button', { name: 'Give a PIN' }).click();
  await page.getByText(`${name} can unlock this desk with the PIN.`).waitFor();
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((place) => (window.location.hash = place), hash);
}
