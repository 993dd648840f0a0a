import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Something built from sources, and how to tell whether they have changed since. */
export interface Built {
  /** Globs under the root; anything else may change without a new build. */
  readonly inputs: readonly string[];
  readonly stampFile: string;
  /** A file the build makes; where it is missing the stamp counts for nothing. */
  readonly product: string;
}

/**
 * Runs `build` unless its product was made from the same sources; true where it ran. The stamp is written last, so
 * a build that was interrupted counts as none.
 */
export async function buildIfStale(
  root: string,
  built: Built,
  build: () => Promise<void>,
): Promise<boolean> {
  const stampFile = join(root, built.stampFile);
  const stamp = sourceStamp(root, built.inputs);
  if (existsSync(join(root, built.product)) && readStamp(stampFile) === stamp) return false;
  rmSync(stampFile, { force: true });
  const mode = process.env.NODE_ENV;
  try {
    // Vite heeds the mode it finds: from within a test it would bundle React's development build, under the same stamp.
    process.env.NODE_ENV = 'production';
    await build();
  } finally {
    // What this process starts next (the tests) would inherit production mode.
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/** Hex SHA-256 over the names and contents of every input. */
export function sourceStamp(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const content = readFileSync(file);
    // Lengths keep a name and a content from running into each other.
    hash.update(`${file.slice(root.length)}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
