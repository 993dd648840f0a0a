import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron as electron, type ElectronApplication, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'satchel-electron-'));
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  app = await electron.launch({
    executablePath: process.env['SATCHEL_ELECTRON'],
    args: [join(root, 'build/out/electron/main.js'), '--home', join(folder, 'home')],
  });
  page = await app.firstWindow();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the desktop app on a real Electron', () => {
  it('shows the window at its own origin, with the engine behind it', async () => {
    await page.getByRole('heading').first().waitFor();
    expect(page.url()).toMatch(/^app:\/\/satchel\//);
  });

  it('gives the page no Node and one function an intent', async () => {
    const seen = await page.evaluate(() => ({
      node: typeof (globalThis as { process?: unknown }).process,
      require: typeof (globalThis as { require?: unknown }).require,
      offered: Object.keys((globalThis as { satchel?: object }).satchel ?? {}),
    }));
    expect(seen).toEqual({ node: 'undefined', require: 'undefined', offered: ['connect'] });
  });

  it('stays on its page and opens no other window', async () => {
    await page.evaluate(() => {
      window.open('https://example.com/');
      window.location.href = 'https://example.com/';
    });
    expect(page.url()).toMatch(/^app:\/\/satchel\//);
    expect(app.windows()).toHaveLength(1);
  });

  it('runs no inline script and loads nothing from elsewhere', async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.planted = true';
      document.body.append(script);
      return (window as { planted?: boolean }).planted === true;
    });
    expect(ran).toBe(false);
  });
});
