import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import {
  axeViolations,
  emptyPage,
  noChromium,
  sharedChromium,
  openWatchedPage,
} from '../support/chromium.ts';
import { FakeEngine, type FakeOptions } from '../support/fake-engine.ts';
import { type FakeHost, serveFake } from '../support/fake-host.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

/** A page in a state it can be met in: what to show, and a heading that proves it is there. */
interface Place {
  name: string;
  engine?: FakeOptions;
  hash?: string;
  heading: string | RegExp;
  /** What the system asks for; British English otherwise. */
  language?: string;
  act?: (page: Page) => Promise<void>;
}

const places: readonly Place[] = [
  { name: 'setup', engine: { configured: false }, heading: 'Set up this desk' },
  { name: 'status, changes waiting', heading: 'Status' },
  {
    name: 'status, needs a person',
    engine: { conflicts: true },
    heading: 'Your decision is needed',
  },
  { name: 'status, offline', engine: { online: false }, heading: 'Offline' },
  { name: 'status, signed out', engine: { signedIn: false }, heading: 'Sign in' },
  { name: 'status, pause menu', heading: 'Status', act: (page) => press(page, 'Pause') },
  { name: 'status, never synced', engine: { empty: true }, heading: 'Not synced yet' },
  {
    name: 'status, syncing',
    engine: { stepMs: 1500 },
    heading: 'Syncing',
    act: async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Sync now' }).click();
    },
  },
  {
    name: 'status, in German',
    language: 'de-AT',
    engine: { conflicts: true },
    heading: 'Ihre Entscheidung wird gebraucht',
  },
  {
    name: 'list, in German',
    language: 'de-AT',
    hash: '#/records/patients',
    heading: 'Patienten',
  },
  { name: 'tables', hash: '#/records', heading: 'Records' },
  { name: 'list', engine: { conflicts: true }, hash: '#/records/patients', heading: 'Patients' },
  { name: 'empty list', engine: { empty: true }, hash: '#/records/owners', heading: 'Owners' },
  { name: 'unknown table', hash: '#/records/nothing', heading: 'Records' },
  { name: 'unknown page', hash: '#/nothing', heading: 'Nothing here' },
  {
    name: 'record',
    hash: '#/records/patients',
    heading: /\w/,
    act: async (page) => {
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('heading', { name: 'Vaccinations' }).waitFor();
    },
  },
  {
    name: 'summary for paper',
    hash: '#/records/patients',
    heading: 'Vaccinations',
    act: async (page) => {
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('link', { name: 'Print' }).click();
      await page.getByRole('article').waitFor();
    },
  },
  { name: 'bring a database', hash: '#/migrate', heading: 'Bring an existing database' },
  {
    name: 'automatic decisions',
    engine: { conflicts: true },
    hash: '#/conflicts',
    heading: 'Left for a person',
    act: (page) => press(page, 'Resolve automatically…'),
  },
  {
    name: 'delete question',
    hash: '#/records/patients',
    heading: /\w/,
    act: async (page) => {
      await page.getByRole('row').nth(1).getByRole('link').click();
      await press(page, 'Delete');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'edit, picker open',
    hash: '#/records/patients',
    heading: /\w/,
    act: async (page) => {
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('link', { name: 'Edit' }).click();
      await page.getByRole('combobox', { name: 'Owner' }).fill('Anna');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'add, with problems',
    hash: '#/records/prescriptions/new',
    heading: 'New prescription',
    act: (page) => press(page, 'Save'),
  },
  { name: 'conflicts', engine: { conflicts: true }, hash: '#/conflicts', heading: 'Conflicts' },
  { name: 'no conflicts', hash: '#/conflicts', heading: 'Conflicts' },
  { name: 'settings', hash: '#/settings', heading: 'Settings' },
  { name: 'backups', hash: '#/backups', heading: '6 backups' },
  {
    name: 'backups, too old, in German',
    language: 'de-AT',
    engine: { backupAge: 60 },
    hash: '#/backups',
    heading: 'Letzte geprüfte Sicherung: vor 3 Tagen',
  },
  {
    name: 'no backups',
    engine: { backupAge: 'none' },
    hash: '#/backups',
    heading: 'There is no verified backup yet',
  },
  {
    name: 'backups, restore previewed',
    hash: '#/backups',
    heading: 'Backups',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Restore the backup of/ })
        .first()
        .click();
      await press(page, 'Show what would change');
      await page.getByRole('button', { name: /^Restore backup of/ }).waitFor();
    },
  },
  {
    name: 'backups, passphrase asked',
    hash: '#/backups',
    heading: 'Backups',
    act: (page) => press(page, 'Encrypt…'),
  },
  { name: 'review', hash: '#/review', heading: 'Review', act: compareAndOpen },
  {
    name: 'review, in German, never compared',
    language: 'de-AT',
    hash: '#/review',
    heading: 'Noch nicht verglichen',
  },
  { name: 'diagnostics', hash: '#/diagnostics', heading: '3 checks need attention' },
  {
    name: 'diagnostics, in German',
    language: 'de-AT',
    hash: '#/diagnostics',
    heading: '3 Prüfungen brauchen Aufmerksamkeit',
    act: (page) => page.getByText('Sie könnten die Datensätze lesen.').waitFor(),
  },
  {
    name: 'command palette',
    heading: 'Status',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Where to, or what to do?' }).fill('dark');
      await page.getByRole('button', { name: 'Appearance: dark' }).waitFor();
    },
  },
  {
    name: 'shortcut sheet',
    heading: 'Keyboard shortcuts',
    act: (page) => page.keyboard.press('?'),
  },
  { name: 'log', hash: '#/log', heading: 'Sync log' },
  { name: 'empty log', engine: { empty: true }, hash: '#/log', heading: 'Sync log' },
  { name: 'failed run', hash: '#/log/1009', heading: /^Sync of/ },
  { name: 'unknown run', hash: '#/log/7', heading: 'Sync' },
];

const needsOf = ({ engine, language }: Place): string => JSON.stringify([language, engine]);
const byNeeds = places.toSorted((a, b) => needsOf(a).localeCompare(needsOf(b)));

describe.skipIf(reason)(`every page of the window${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  describe('accessible in both themes, within its policy, nothing asked of elsewhere', () => {
    type Watched = Awaited<ReturnType<typeof openWatchedPage>>;
    let host: FakeHost;
    /** One for each language: a fresh browser context compiles the window anew. */
    const pages = new Map<string, Watched>();
    let loaded: string | undefined;

    beforeAll(async () => {
      host = await serveFake(new FakeEngine(), { root: folder });
    });
    afterAll(async () => {
      for (const { page } of pages.values()) await page.close();
      await host.close();
    });

    /** A window over what the place needs: loaded anew only where the place before it needed something else. */
    async function windowFor(place: Place): Promise<Watched> {
      const { engine, language = 'en-GB' } = place;
      const watched =
        pages.get(language) ??
        (await openWatchedPage(browser, { reducedMotion: 'reduce', locale: language }));
      pages.set(language, watched);
      const { page } = watched;
      await page.emulateMedia({ colorScheme: 'light' });
      // A window that is open while its engine goes complains of a broken stream.
      if (loaded !== needsOf(place)) await page.goto(await emptyPage());
      watched.complaints.length = 0;
      watched.foreignRequests.length = 0;
      if (loaded !== needsOf(place)) {
        host.serve(new FakeEngine({ patients: 60, ...engine }));
        await page.goto(`${host.url}#token=${host.token}`);
        loaded = needsOf(place);
      }
      await page.getByRole('heading', { level: 1 }).waitFor();
      return watched;
    }

    it.each(byNeeds)('$name', async (place) => {
      const { hash, heading, act } = place;
      const { page, complaints, foreignRequests } = await windowFor(place);
      try {
        if (hash) await page.evaluate((to) => (window.location.hash = to), hash);
        await act?.(page);
        await page.getByRole('heading', { name: heading }).first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[data-loading]'));
        expect(await axeViolations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
        expect(await axeViolations(page, ['color-contrast'])).toEqual([]);
        expect(complaints.filter((text) => !isExpected(text, hash))).toEqual([]);
        expect(foreignRequests).toEqual([]);
        await leave(page);
      } catch (error) {
        loaded = undefined;
        throw error;
      } finally {
        // What the window remembers is of no concern to the next.
        await page.evaluate(() => {
          localStorage.clear();
          sessionStorage.clear();
        });
      }
    });
  });

  it('are searched by what finds a planted fault, of any rule and of contrast alone', async () => {
    const { page } = await openWatchedPage(browser);
    await page.goto(await emptyPage());
    await page.setContent(
      '<html lang="en"><title>x</title><main><h1>x</h1><button></button>' +
        '<p style="color:#aaa;background:#fff">pale</p></main>',
    );
    const pale = 'color-contrast: p';
    expect(await axeViolations(page)).toEqual(['button-name: button', pale]);
    expect(await axeViolations(page, ['color-contrast'])).toEqual([pale]);
    await page.close();
  });

  it('without its key says so instead of showing an empty page', async () => {
    const host = await serveFake(new FakeEngine({ patients: 3 }), { root: folder });
    const { page } = await openWatchedPage(browser);
    await page.goto(host.url);
    await page.getByText('Open the address that Satchel printed').waitFor();
    await page.close();
    await host.close();
  });

  it('says that Satchel is gone while it is, and goes on by itself when it is back', async () => {
    const engine = new FakeEngine({ patients: 3 });
    const host = await serveFake(engine, { root: folder });
    const { page } = await openWatchedPage(browser);
    await page.goto(`${host.url}#token=${host.token}`);
    const bar = page.getByRole('contentinfo').getByRole('status');
    await bar.getByText('waiting to be sent').waitFor();
    await host.close();
    await bar.getByText('lost its connection to Satchel').waitFor();
    const port = Number(new URL(host.url).port);
    const again = await serveFake(engine, { root: folder, port, token: host.token });
    await bar.getByText('waiting to be sent').waitFor();
    await page.close();
    await again.close();
  });

  it('keeps the chosen appearance after it is loaded again', async () => {
    const host = await serveFake(new FakeEngine({ patients: 3 }), { root: folder });
    const { page } = await openWatchedPage(browser, { colorScheme: 'light' });
    await page.goto(`${host.url}#token=${host.token}`);
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.reload();
    await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor();
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await page.close();
    await host.close();
  });

  it('goes anywhere by keyboard alone, and says the keys', async () => {
    const host = await serveFake(new FakeEngine({ patients: 3 }), { root: folder });
    const { page, complaints } = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    await page.goto(`${host.url}#token=${host.token}`);
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Where to, or what to do?' }).fill('vacc');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Vaccinations' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('g l');
    expect(await page.getByRole('searchbox').inputValue()).toBe('g l');
    await page.getByRole('heading', { name: 'Vaccinations' }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'Sync log' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
    await page.close();
    await host.close();
  });

  it('opens where it was left, in the language and size that were chosen', async () => {
    const host = await serveFake(new FakeEngine({ patients: 3 }), { root: folder });
    const { page, complaints } = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    await page.goto(`${host.url}#token=${host.token}`);
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.getByText('Large', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.goto(await emptyPage());
    await page.goto(`${host.url}#token=${host.token}`);
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.locator('html').getAttribute('data-font-size')).toBe('large');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(complaints).toEqual([]);
    await page.close();
    await host.close();
  });

  it('fits 800 pixels without scrolling sideways', async () => {
    const host = await serveFake(new FakeEngine({ patients: 60, conflicts: true }), {
      root: folder,
    });
    const { page } = await openWatchedPage(browser, { viewport: { width: 800, height: 640 } });
    await page.goto(`${host.url}#token=${host.token}`);
    for (const place of [
      '#/status',
      '#/records/patients',
      '#/conflicts',
      '#/log',
      '#/log/1009',
      '#/settings',
      '#/backups',
      '#/diagnostics',
      '#/today',
      '#/deleted',
      '#/migrate',
      '#/records/appointments/new',
      '#/review',
    ]) {
      await page.evaluate((hash) => (window.location.hash = hash), place);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const overflow = await page
        .locator('#content')
        .evaluate((main) => main.scrollWidth - main.clientWidth);
      expect(overflow, place).toBeLessThanOrEqual(0);
    }
    await page.close();
    await host.close();
  });
});

async function compareAndOpen(page: Page): Promise<void> {
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
  await page.getByRole('row', { name: /Patients \d+ \d+ 0/ }).waitFor();
  await press(page, 'Compare now');
  await page.getByRole('button', { name: /^Show records: Patients/ }).click();
  await page.getByRole('row', { name: /Notes and Status/ }).waitFor();
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** The browser itself reports every answer of 4xx; asking for what does not exist is what that page is about. */
function isExpected(complaint: string, hash: string | undefined): boolean {
  return hash === '#/log/7' && complaint.includes('404');
}

/** Back to where the window opens, with nothing open over it. */
async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.evaluate(() => (window.location.hash = '#/status'));
  await page.waitForFunction(() => !document.querySelector('[data-loading]'));
}
