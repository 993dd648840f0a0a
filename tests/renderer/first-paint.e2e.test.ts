import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { noChromium, openChromium, openWatchedPage } from '../support/chromium.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { serveFake } from '../support/fake-host.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');
const MOST_BYTES = 500_000;

describe.skipIf(reason)(`the first paint${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  it('needs no more than 500 kB, gzipped', async () => {
    const host = await serveFake(new FakeEngine({ patients: 3 }), { root: folder });
    const { page } = await openWatchedPage(browser);
    const fetched = new Set<string>();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.startsWith('/rpc')) fetched.add(pathname === '/' ? '/index.html' : pathname);
    });
    await page.goto(`${host.url}#token=${host.token}`);
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[data-loading]'));
    const sizes = [...fetched].map((path) => gzipSync(readFileSync(join(folder, path))).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(fetched.size).toBeGreaterThan(2);
    expect(total).toBeLessThanOrEqual(MOST_BYTES);
    await page.close();
    await host.close();
  });
});
