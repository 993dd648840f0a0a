import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PlantedBug, SourceChange } from './bugs.ts';

const root = join(import.meta.dirname, '../../..');

/**
 * Puts a bug into the sources as this thread loads them; no file is touched. To be called before they are imported.
 * @throws RangeError where a text is no longer found exactly once: the source has changed, and the bug with it
 */
export function plant({ name, changes }: PlantedBug): void {
  const changed = new Map<string, string>();
  for (const { file, ...change } of changes) {
    const url = pathToFileURL(join(root, file)).href;
    const source = changed.get(url) ?? readFileSync(fileURLToPath(url), 'utf8');
    changed.set(url, replaceOnce(source, { file, ...change }, name));
  }
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const source = changed.get(url);
      return source === undefined ? loaded : { ...loaded, source };
    },
  });
}

function replaceOnce(source: string, { file, find, put }: SourceChange, name: string): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new RangeError(
      `the planted bug "${name}" finds its text ${String(parts.length - 1)} times in ${file}: ${find}`,
    );
  }
  return parts.join(put);
}
