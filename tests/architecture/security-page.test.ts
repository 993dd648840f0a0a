import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/desktop-security.md');

interface Row {
  readonly number: string;
  readonly shownBy: readonly { path: string; title: string }[];
}

const rows: Row[] = [...page.matchAll(/^\| (\d+) +\|.*\|([^|]*)\|$/gm)].map(
  ([, number = '', cell = '']) => ({
    number,
    shownBy: [...cell.matchAll(/\]\(\.\.\/([^)]+)\): _(.+?)_(?:;| *$)/g)].map(
      ([, path = '', title = '']) => ({ path, title }),
    ),
  }),
);

describe('the page of Electron’s checklist', () => {
  it('has each of its twenty items, and names a test for each', () => {
    expect(rows.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 1)),
    );
    expect(rows.filter(({ shownBy }) => shownBy.length === 0)).toEqual([]);
  });

  it('names no test that is not there', () => {
    const missing = rows
      .flatMap(({ shownBy }) => shownBy)
      .filter(({ path, title }) => !titlesIn(path).some((found) => found.includes(title)));
    expect(missing).toEqual([]);
  });

  it('names every module that is a control, with a test', () => {
    const modules = globSync(['electron/security/*.ts', 'electron/ipc/*.ts'], { cwd: root })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path !== 'electron/ipc/channels.ts');
    const named = [...page.matchAll(/\| `(e\w+\/[^`]+)` +\| \[/g)].map(([, path]) => path);
    expect(named).toEqual(expect.arrayContaining(modules));
  });

  it('pins one Electron, whose types the code is checked against', () => {
    const { devDependencies, dependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
      dependencies: Record<string, string>;
    };
    const pinned = devDependencies['electron'] ?? dependencies['electron'] ?? '';
    expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
    const installed = JSON.parse(read('node_modules/electron/package.json')) as {
      version: string;
      types: string;
    };
    expect([installed.version, installed.types]).toEqual([pinned, 'electron.d.ts']);
  });
});

/** What stands in quotes behind `it(` or a table of cases. */
function titlesIn(path: string): string[] {
  return [...read(path).matchAll(/(?:\bit\(|\]\)\()\s*(['`])(.+?)\1,/g)].map(([, , title = '']) =>
    title.replaceAll(/\$\{[^}]*\}/g, ''),
  );
}
