import { join } from 'node:path';
import { ensureElectronBundle } from '../../build/bundle/electron-bundle.ts';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';

const root = join(import.meta.dirname, '../..');

/** Builds the window and the desktop app before tests in several processes find them stale: each build begins by clearing its folder. */
export async function setup(): Promise<void> {
  await ensureRenderer(root, () => undefined);
  await ensureElectronBundle(root, () => undefined);
}
