import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { ensureRenderer } from '../../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../../host/start-host.ts';
import { noChromium, openChromium } from '../../support/chromium.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import type { Bench } from '../bench.ts';
import { atMost, type Figure, figure, median, round } from '../figure.ts';
import { fillClinic } from '../fill-clinic.ts';

/** The limit is about a million patients: ten times the bulk rows. */
const TIMES = 10;
const LIMIT_MS = 1500;
const root = join(import.meta.dirname, '../../..');

/** Row `window`: from the address to a list of every patient that answers, in a browser that has nothing cached. */
export async function measureWindow(bench: Bench): Promise<Figure[]> {
  const missing = noChromium();
  if (missing !== undefined) {
    bench.say(`window: not measured, ${missing}`);
    return [];
  }
  const rows = bench.options.rows * TIMES;
  bench.say(`window: ${String(rows)} patients`);
  const { folder } = await ensureRenderer(root, bench.say);
  const home = join(bench.dir, 'window-home');
  mkdirSync(home, { mode: 0o700 });
  fillClinic(join(home, 'clinic.db'), rows);
  const host = await startHost({ home, uiDir: folder, log: createMemoryLog(), autoSync: false });
  const browser = await openChromium();
  try {
    // A desk that is set up; nobody listens there, as on a morning without a line.
    await host.engine.client.settings.set({
      key: 'environments.production.url',
      value: 'http://127.0.0.1:9',
    });
    const times: number[] = [];
    for (let turn = 0; turn < Math.max(3, bench.options.repetitions); turn++)
      times.push(await timeToList(browser, host.url));
    return [
      figure({
        row: 'window',
        what: `window opened on a list of every patient until it answers a key`,
        measured: round(median(times), 0),
        unit: 'ms',
        limit: atMost(LIMIT_MS),
        raw: { patients: rows, 'each ms': times.map((ms) => round(ms, 0)) },
      }),
    ];
  } finally {
    await browser.close();
    await host.close();
  }
}

/** Milliseconds since the navigation began, as the page itself counts them. */
async function timeToList(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.localStorage.setItem('satchel.place', '#/records/patients');
  });
  await page.goto(url, { waitUntil: 'commit' });
  const row = page.getByRole('row').nth(1).getByRole('link');
  await row.waitFor();
  await row.focus();
  await page.keyboard.press('ArrowDown');
  const ms = await page.evaluate(() => performance.now());
  await context.close();
  return ms;
}
