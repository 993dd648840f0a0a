import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** The format of everything is checked by another tool that writes the same. */
const kinds = [
  '*.md',
  'config.json',
  'shared/api/*.ts',
  'renderer/**/*.tsx',
  'renderer/**/*.css',
  'renderer/*.html',
];

it.each(kinds)('%s is as Prettier formats it, for editors that do', async (pattern) => {
  const files = globSync(pattern, { cwd: root }).slice(0, 4);
  expect(files).not.toEqual([]);
  for (const file of files) {
    const path = join(root, file);
    const options = { ...(await resolveConfig(path)), filepath: path };
    expect(await check(readFileSync(path, 'utf8'), options), file).toBe(true);
  }
});
