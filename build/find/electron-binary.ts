import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's binary where it already lies on this machine. Requiring the `electron` package would start the
 * download of it, so its files are looked at instead.
 */
export function findElectronBinary(root: string): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const named = readIfPresent(join(folder, 'path.txt')) ?? defaultName();
  const place = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const binary = join(place, named);
  return existsSync(binary) ? binary : undefined;
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

function defaultName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
