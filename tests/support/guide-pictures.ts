import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
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
  await page.screenshot({ path, animations: 'disabled' });
}
