import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { type Host, startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { openDesk, settleDesks } from '../support/two-desks.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');
const LATER = 'Work on this desk only, for now';

describe.skipIf(reason)(`nothing is lost${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  async function open(home = temporaryFolder()): Promise<Host> {
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
    const { configured } = await host.engine.client.status.get({});
    if (!configured) await watched.page.getByRole('button', { name: LATER }).click();
    await go(watched.page, hash);
    return watched;
  }

  it('what was typed and not saved is there after the window and the engine went down, and is discarded when asked', async () => {
    const home = temporaryFolder();
    const host = await open(home);
    const { page } = await openPage(host, '#/records/owners/new');
    await page.getByRole('textbox', { name: 'Full name' }).fill('Ada Brandt');
    await page.getByRole('textbox', { name: 'Phone' }).fill('+49 30 12');
    await page.getByText('Kept as a draft').waitFor();
    // The tab dies: nothing of the page runs any more.
    const dead = page.waitForEvent('crash');
    await page.goto('chrome://crash').catch(() => undefined);
    await dead;
    await host.close();

    const again = await open(home);
    const { page: next, complaints } = await openPage(again, '#/records');
    await next.getByRole('link', { name: 'New owner: Ada Brandt' }).waitFor();
    expect(await axeViolations(next)).toEqual([]);
    await go(next, '#/records/owners/new');
    await next.getByText(/You began this .*full name and phone/).waitFor();
    await guidePicture(next, 'draft');
    expect(await axeViolations(next)).toEqual([]);
    // What one types meanwhile is another draft, and takes nothing from the first.
    await next.getByRole('textbox', { name: 'Full name' }).fill('Bea');
    await next.getByText('Kept as a draft').waitFor();
    expect(await again.engine.client.drafts.list({})).toHaveLength(2);
    await next.getByRole('button', { name: 'Go on with it' }).click();
    expect(await next.getByRole('textbox', { name: 'Phone' }).inputValue()).toBe('+49 30 12');
    await next.getByRole('button', { name: 'Save' }).click();
    await next.getByRole('heading', { name: 'Ada Brandt' }).waitFor();
    await expect.poll(() => again.engine.client.drafts.list({})).toEqual([]);
    await go(next, '#/records/owners/new');
    await next.getByRole('heading', { name: 'New owner' }).waitFor();
    expect(await next.getByRole('textbox', { name: 'Full name' }).inputValue()).toBe('');

    // Left by a link: asked about, kept, found under Records, and discarded with a way back.
    await next.getByRole('textbox', { name: 'Full name' }).fill('Cid');
    await next.getByRole('link', { name: 'Records', exact: true }).click();
    await next.getByText('is kept as a draft on this desk').waitFor();
    await next.getByRole('button', { name: 'Leave without saving' }).click();
    await next.getByRole('link', { name: 'New owner: Cid' }).waitFor();
    await next.getByRole('button', { name: 'Discard draft' }).click();
    await next.getByRole('link', { name: 'New owner: Cid' }).waitFor({ state: 'detached' });
    await next
      .getByRole('alert')
      .filter({ hasText: 'The draft was discarded' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await next.getByRole('link', { name: 'New owner: Cid' }).click();
    await expect
      .poll(() => next.getByRole('textbox', { name: 'Full name' }).inputValue())
      .toBe('Cid');
    expect(complaints).toEqual([]);
  });

  it('a draft of an edit says what changed elsewhere meanwhile', async () => {
    const host = await open();
    const { client } = host.engine;
    const { key } = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brandt', phone: '1' },
    });
    const { page } = await openPage(host, `#/records/owners/record/${key}/edit`);
    await page.getByRole('textbox', { name: 'Phone' }).fill('2');
    await page.getByText('Kept as a draft').waitFor();
    await page.close();
    await client.records.set({ table: 'owners', key, values: { phone: '3' } });
    const { page: next } = await openPage(host, '#/records');
    await next.getByRole('link', { name: 'Edit Ada Brandt' }).click();
    await next.getByText('Changed elsewhere: phone.').waitFor();
    await next.getByRole('button', { name: 'Save' }).click();
    await next.getByText('On this desk only').first().waitFor();
    expect((await client.records.get({ table: 'owners', key })).values['phone']).toBe('2');
  });

  it('what was deleted, here or at another desk, is found and brought back', async () => {
    const server = await startTestServer();
    const host = await open();
    const { client } = host.engine;
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    const access = { url: server.url, username: 'admin', password: PASSWORD };
    const other = await openDesk(access);
    const owners = ['Ada Brandt', 'Bea Baker', 'Cid Carter'].map((full_name) =>
      other.records.add('owners', { full_name, phone: '1' }),
    );
    await settleDesks([other]);
    await client.sync.run({});
    other.records.delete('owners', owners[0]?.key ?? '');
    await other.sync();
    await client.sync.run({});

    const { page, complaints } = await openPage(host, '#/records/owners');
    await page.getByRole('link', { name: 'Bea Baker' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('1 record', { exact: true }).waitFor();
    await go(page, '#/deleted');
    const rows = page.getByRole('list', { name: /Deleted records/ }).getByRole('listitem');
    await rows.nth(1).waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/Bea Baker[\s\S]*by staff, at this desk/),
      expect.stringMatching(/Ada Brandt[\s\S]*at another desk/),
    ]);
    await guidePicture(page, 'deleted');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search deleted records' }).fill('brandt');
    await rows.nth(1).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Bring back Ada Brandt' }).click();
    await page.getByRole('heading', { name: 'Ada Brandt' }).waitFor();
    await client.sync.run({});
    await other.sync();
    expect(other.records.get('owners', owners[0]?.key ?? '').values['phone']).toBe('1');
    // The page of a record that is being deleted may ask for it once more; the browser reports every 404.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('a record tells who changed which fields, at which desk, and as of when while there is no line', async () => {
    const server = await startTestServer();
    const host = await open();
    const { client } = host.engine;
    await client.account.setup({
      ...{ server: server.url, username: 'staff', password: PASSWORD },
      deviceName: 'Front desk',
    });
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    const { key } = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brandt', phone: '1' },
    });
    await client.sync.run({});
    await other.sync();
    other.records.set('owners', key, { phone: '2', email: 'ada@example.com' });
    await other.sync();
    await client.sync.run({});
    await client.records.set({ table: 'owners', key, values: { notes: 'moved' } });

    const { page, complaints } = await openPage(host, `#/records/owners/record/${key}`);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('Changed: email and phone').waitFor();
    const entries = await history.getByRole('listitem').allInnerTexts();
    expect(entries).toEqual([
      expect.stringMatching(/Changed: notes\s*waits to be sent[\s\S]*staff, this desk/),
      expect.stringMatching(/Changed: email and phone[\s\S]*admin, /),
      expect.stringMatching(/Added[\s\S]*staff, this desk/),
    ]);
    await history.scrollIntoViewIfNeeded();
    await guidePicture(page, 'history');
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await server.close();
    await client.sync.run({}).catch(() => undefined);
    await page.reload();
    await history.getByText(/The server cannot be asked now.*as of/).waitFor();
    await history.getByText('Changed: email and phone').waitFor();
    await page.locator('[data-stale-note]').waitFor();
  });
});

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((place) => (window.location.hash = place), hash);
}
