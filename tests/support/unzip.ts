import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';

/** The files of a zip as text, by name. */
export function unzip(path: string): Record<string, string> {
  const files = unzipSync(readFileSync(path));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}
