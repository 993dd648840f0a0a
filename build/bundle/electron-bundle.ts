import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { buildIfStale } from '../stamp/source-stamp.ts';
import { engineThreads, nativePackages, nodeBundle } from './node-bundle.ts';

/** Where the desktop app's code lies after a build; `main` of package.json names its main.js. */
export const electronFolder = 'build/out/electron';

/** The public key that releases are checked with; a build without it takes no updates. */
export const updateKey = 'electron/updates/update-key.pem';

/** Bundles the desktop app unless it was bundled from the same sources. */
export async function ensureElectronBundle(
  root: string,
  say: (line: string) => void,
): Promise<string> {
  await buildIfStale(
    root,
    {
      inputs: ['electron/**/*.{ts,pem}', 'engine/**/*.ts', 'shared/**/*.ts', 'package-lock.json'],
      stampFile: 'build/out/electron.stamp',
      product: join(electronFolder, 'main.js'),
    },
    async () => {
      say('Bundling the desktop app (only when its sources changed) …');
      await bundleElectron(root);
    },
  );
  return join(root, electronFolder);
}

/** Bundles main, the engine's threads and the preload, and puts the native packages beside them. */
export async function bundleElectron(root: string): Promise<string> {
  const folder = join(root, electronFolder);
  rmSync(folder, { recursive: true, force: true });
  await build(
    nodeBundle(root, electronFolder, { inputs: { main: 'electron/main.ts', ...engineThreads } }),
  );
  // A sandboxed preload can load no other file and no ES module.
  const inputs = { preload: 'electron/preload.ts' };
  await build(nodeBundle(root, electronFolder, { inputs, format: 'cjs' }));
  const key = join(root, updateKey);
  if (existsSync(key)) cpSync(key, join(folder, 'update-key.pem'));
  for (const name of [...nativePackages, ...platformPackages(root)]) {
    copyNative(root, folder, name);
  }
  return folder;
}

/** `@node-rs` keeps each platform's machine code in a package of its own; npm installed those of this one. */
function platformPackages(root: string): string[] {
  return readdirSync(join(root, 'node_modules/@node-rs'))
    .filter((name) => name.startsWith('argon2-'))
    .map((name) => `@node-rs/${name}`);
}

/** Only what runs: the package's code and the machine code, not its sources. */
function copyNative(root: string, folder: string, name: string): void {
  const from = join(root, 'node_modules', name);
  const to = join(folder, 'node_modules', name);
  mkdirSync(to, { recursive: true });
  const parts = ['package.json', 'LICENSE', 'lib', 'prebuilds', 'index.js'];
  for (const part of readdirSync(from)) {
    if (!parts.includes(part) && !part.endsWith('.node')) continue;
    cpSync(join(from, part), join(to, part), { recursive: true });
  }
}
