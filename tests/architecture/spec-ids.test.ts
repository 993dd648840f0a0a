import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const spec = join(root, 'docs/spec');
const index = readFileSync(join(spec, 'README.md'), 'utf8');

interface Rule {
  readonly id: string;
  readonly page: string;
  readonly anchor: string;
}

/** The rows of the index: `| [SYNC-7](sync.md#anchor) | in a line |`. */
const rules: readonly Rule[] = [
  ...index.matchAll(/^\| \[([A-Z]+-\d+)\]\((\w+\.md)#([\w-]+)\) *\|/gm),
].map(([, id = '', page = '', anchor = '']) => ({ id, page, anchor }));

/** The lines below it: `- SYNC-7: [name](../../tests/…), …`, wrapped or not. */
const named = new Map(
  [...index.matchAll(/^- ([A-Z]+-\d+):((?:.|\n(?!- |\n))+)/gm)].map(([, id = '', text = '']) => [
    id,
    [...text.matchAll(/\]\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
  ]),
);

/** Listed at the end of the index: known to have no test. */
const untested = new Set(
  [...(index.split('## Rules without a test')[1] ?? '').matchAll(/^- ([A-Z]+-\d+)$/gm)].map(
    ([, id = '']) => id,
  ),
);

const quoted = new Map<string, Set<string>>();
for (const path of globSync('tests/**/*.{ts,tsx}', { cwd: root })) {
  if (path.startsWith('tests/output')) continue;
  const text = readFileSync(join(root, path), 'utf8');
  for (const [, id = ''] of text.matchAll(/\[((?:TRK|VAL|SYNC|NET|UPD)-\d+)\](?!\()/g)) {
    const files = quoted.get(id) ?? new Set();
    quoted.set(id, files.add(path.replaceAll('\\', '/')));
  }
}

/** The anchor that a heading gets on a page: lower case, punctuation gone, spaces as hyphens. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-');

const anchorsOf = (page: string) =>
  [...readFileSync(join(spec, page), 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );

describe('the rules of docs/spec', () => {
  it('are read from the index: of each page from one on', () => {
    const numbered = (name: string, last: number) =>
      Array.from({ length: last }, (_, at) => `${name}-${String(at + 1)}`);
    expect(rules.map(({ id }) => id)).toEqual([
      ...numbered('TRK', 6),
      ...numbered('VAL', 1),
      ...numbered('SYNC', 15),
      ...numbered('NET', 3),
      ...numbered('UPD', 4),
    ]);
  });

  it.each(rules)('$id has a section on its page', ({ id, page, anchor }) => {
    expect(anchor.startsWith(`${id.toLowerCase()}-`)).toBe(true);
    expect(anchorsOf(page)).toContain(anchor);
  });

  it.each(rules)('$id is quoted by the title of a test, or is listed as untested', ({ id }) => {
    expect(quoted.has(id) || untested.has(id)).toBe(true);
  });

  it.each([...named])('%s is quoted by each test file that the index names', (id, paths) => {
    expect(paths.length).toBeGreaterThan(0);
    const files = quoted.get(id) ?? new Set();
    expect(paths.filter((path) => !files.has(path))).toEqual([]);
  });

  it('are all that tests quote', () => {
    const known = new Set(rules.map(({ id }) => id));
    expect([...quoted.keys()].filter((id) => !known.has(id))).toEqual([]);
  });
});
