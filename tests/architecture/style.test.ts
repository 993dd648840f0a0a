import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFolders } from '../../build/layers/rules.ts';

const root = join(import.meta.dirname, '../..');

const folders = [...productFolders, 'build', 'tests'];
const sources = globSync(
  folders.map((folder) => `${folder}/**/*.{ts,tsx,js,mjs,css,html}`),
  { cwd: root, exclude: ['build/out/**', 'tests/output/**'] },
)
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

const text = (path: string) => readFileSync(join(root, path), 'utf8');
const offenders = (test: (path: string) => boolean) => sources.filter(test);

describe('the habits of this house', () => {
  it('reads the sources', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('keeps every file at 500 lines or fewer', () => {
    expect(offenders((path) => text(path).split('\n').length > 501)).toEqual([]);
  });

  it('names files in kebab-case', () => {
    const kebab =
      /^[a-z0-9]+(-[a-z0-9]+)*(\.(pg|dom|e2e|electron|long|module))?(\.(test|config|d))?\.[a-z]+$/;
    expect(offenders((path) => !kebab.test(basename(path)))).toEqual([]);
  });

  it('names no file or folder after nothing in particular', () => {
    const vague = /^(utils?|helpers?|common|misc)(\.|$)/;
    expect(
      offenders((path) =>
        [...dirname(path).split('/'), basename(path)].some((part) => vague.test(part)),
      ),
    ).toEqual([]);
  });

  it('leaves no note to do something later', () => {
    const later = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
    expect(offenders((path) => later.test(text(path)))).toEqual([]);
  });

  it('runs every test: none is singled out, none is left out without a reason', () => {
    const tests = sources.filter((path) => path.startsWith('tests/') && !path.includes('/style.'));
    const narrowed = /\b(it|test|describe)\.(only|todo)\(|\b(it|test|describe)\.skip\(|\bxit\(/;
    expect(tests.filter((path) => narrowed.test(text(path)))).toEqual([]);
  });

  it('keeps each test beside the folder it tests', () => {
    const own = ['architecture', 'bench', 'contract', 'e2e', 'simulation', 'support'];
    const places = new Set(
      sources.filter((path) => path.startsWith('tests/')).map((path) => path.split('/')[1] ?? ''),
    );
    const strangers = [...places].filter(
      (place) => !folders.includes(place) && !own.includes(place) && !place.includes('.'),
    );
    expect(strangers).toEqual([]);
  });
});
