import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/images/guide');
const wanted = process.env['SATCHEL_PICTURES'] !== undefined;

/**
 * The page as a guide shows it, in the middle of a test that shows it works. Pictures are written where
 * `SATCHEL_PICTURES` is set (times on them would change every run); otherwise the picture has to be there.
 */
export async function guidePicture(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  if (!wanted) {
    expect(existsSync(path), `SATCHEL_PICTURES=1 writes docs/images/guide/${name}.png`).toBe(true);
    return;
  }
  await mkdir(folder, { recursive: true });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.evaluate(showPlausiblePaths, tmpdir());
  await page.screenshot({ path, animations: 'disabled' });
}

/** A temporary folder of a test's is a clinic's own in a guide. Runs in the page. */
function showPlausiblePaths(temporary: string): void {
  const plausible = (text: string): string => {
    const [before = '', ...paths] = text.split(`${temporary}/`);
    return [before, ...paths.map((path) => path.replace(/^[^/\s]+/, ''))].join('/home/clinic');
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.textContent = plausible(texts.currentNode.textContent ?? '');
  }
  for (const field of document.querySelectorAll('input')) field.value = plausible(field.value);
}
