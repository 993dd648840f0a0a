import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the built window follows from; anything else may change without a new build. */
const inputs = ['renderer/**/*', 'shared/**/*.ts', 'package-lock.json', 'tsconfig.base.json'];

/** Where the built window lies, under the repository's root. */
export const rendererFolder = 'build/out/renderer';

/**
 * Builds the window unless what lies in `rendererFolder` was built from the same sources. The stamp is written
 * last, so a build that was interrupted counts as none.
 */
export async function ensureRenderer(
  root: string,
  say: (line: string) => void,
): Promise<{ folder: string; built: boolean }> {
  const folder = join(root, rendererFolder);
  const stampFile = join(root, 'build/out/renderer.stamp');
  const stamp = sourceStamp(root);
  if (existsSync(join(folder, 'index.html')) && readStamp(stampFile) === stamp) {
    return { folder, built: false };
  }
  say('Building the window (once; about half a minute) …');
  rmSync(stampFile, { force: true });
  const { build } = await import('vite');
  await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });
  mkdirSync(join(root, 'build/out'), { recursive: true });
  writeFileSync(stampFile, stamp);
  return { folder, built: true };
}

/** Hex SHA-256 over the names and contents of every input. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
