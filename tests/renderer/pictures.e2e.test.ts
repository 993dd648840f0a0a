import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { FakeEngine, type FakeOptions } from '../support/fake-engine.ts';
import { serveFake } from '../support/fake-host.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');
const images = join(root, 'docs/images');

interface Picture {
  readonly hash: string;
  readonly shows: string | RegExp;
  readonly engine?: FakeOptions;
  readonly dark?: boolean;
  readonly height?: number;
  readonly act?: (page: Page) => Promise<unknown>;
}

/** Every picture of the documentation, by its file's name. `npm run pictures` writes them. */
const pictures: Readonly<Record<string, Picture>> = {
  status: { hash: '#/status', shows: 'Records on both sides', act: settle },
  records: { hash: '#/records/patients', shows: 'Patients', engine: { conflicts: true } },
  'conflicts-dark': {
    hash: '#/conflicts',
    shows: 'Conflicts',
    engine: { conflicts: true },
    dark: true,
    act: (page) =>
      page
        .getByRole('radio', { name: /Keep theirs/ })
        .first()
        .check(),
  },
  'sync-log': { hash: '#/log', shows: 'Sync log' },
  backups: { hash: '#/backups', shows: '6 backups' },
  'backups-restore': {
    hash: '#/backups',
    shows: 'Backups',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Restore the backup of/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('button', { name: /^Restore backup of/ }).waitFor();
    },
  },
  diagnostics: { hash: '#/diagnostics', shows: '3 checks need attention' },
  review: {
    hash: '#/review',
    shows: 'Review',
    act: async (page) => {
      await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
      await page.getByRole('row', { name: /Patients 240 240 0/ }).waitFor();
      await page.getByRole('button', { name: 'Compare now' }).click();
      await page.getByRole('button', { name: 'Choose those that differ' }).click();
      await page.getByRole('button', { name: /^Show records: Patients/ }).click();
      await page.getByRole('heading', { name: 'Records of Patients that differ' }).waitFor();
    },
  },
  setup: { hash: '', shows: 'Set up this desk', engine: { configured: false } },
};

describe.skipIf(reason)(`pictures of the guides${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  it.each(Object.entries(pictures))('%s can be taken as it is shown', async (name, picture) => {
    const host = await serveFake(new FakeEngine({ patients: 240, ...picture.engine }), {
      root: folder,
    });
    const { page, complaints } = await openWatchedPage(browser, {
      colorScheme: picture.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: picture.height ?? 800 },
    });
    try {
      await page.goto(`${host.url}#token=${host.token}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (picture.hash) await page.evaluate((to) => (window.location.hash = to), picture.hash);
      await page.getByRole('heading', { name: picture.shows }).first().waitFor();
      await picture.act?.(page);
      await page.waitForFunction(() => !document.querySelector('[data-loading]'));
      // Nothing looks pointed at.
      await page.mouse.move(640, 5);
      if (process.env['SATCHEL_PICTURES'])
        await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });

  it('are all those of docs/images, and each is in a guide', () => {
    const files = readdirSync(images, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name.replace(/\.png$/, ''));
    expect(files.sort()).toEqual(Object.keys(pictures).sort());
    const guides = readdirSync(join(root, 'docs/guide')).map((file) =>
      readFileSync(join(root, 'docs/guide', file), 'utf8'),
    );
    for (const name of files) expect(guides.join('\n')).toContain(`images/${name}.png`);
  });
});

/** Everything sent: the one green state. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
  await page.getByRole('heading', { name: 'All safe on the server' }).waitFor();
}
