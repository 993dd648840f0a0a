import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../../build/stamp/source-stamp.ts';

const root = mkdtempSync(join(tmpdir(), 'satchel-stamp-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const built = { inputs: ['src/**/*.ts'], stampFile: 'out/stamp', product: 'out/main.js' };
let builds = 0;
const build = () => {
  builds += 1;
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/main.js'), 'built');
  process.env['NODE_ENV'] = 'production';
  return Promise.resolve();
};

beforeEach(() => {
  builds = 0;
  rmSync(join(root, 'out'), { recursive: true, force: true });
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'one');
});

describe('a build that runs only when it must', () => {
  it('runs once for the same sources, and again when one is changed, added or removed', async () => {
    expect(await buildIfStale(root, built, build)).toBe(true);
    expect(await buildIfStale(root, built, build)).toBe(false);
    writeFileSync(join(root, 'src/deep/a.ts'), 'two');
    expect(await buildIfStale(root, built, build)).toBe(true);
    writeFileSync(join(root, 'src/b.ts'), 'new');
    expect(await buildIfStale(root, built, build)).toBe(true);
    rmSync(join(root, 'src/b.ts'));
    expect(await buildIfStale(root, built, build)).toBe(true);
    expect(builds).toBe(4);
  });

  it('runs where its product is gone, or where the last one was interrupted', async () => {
    await buildIfStale(root, built, build);
    rmSync(join(root, 'out/main.js'));
    expect(await buildIfStale(root, built, build)).toBe(true);

    writeFileSync(join(root, 'src/deep/a.ts'), 'three');
    const broken = buildIfStale(root, built, () => Promise.reject(new RangeError('cut off')));
    await expect(broken).rejects.toThrow('cut off');
    expect(await buildIfStale(root, built, build)).toBe(true);
  });

  it('builds what ships, wherever it is called from', async () => {
    expect(process.env['NODE_ENV']).not.toBe('production');
    let mode: string | undefined;
    await buildIfStale(root, built, () => {
      mode = process.env['NODE_ENV'];
      return build();
    });
    expect(mode).toBe('production');
  });

  it('leaves the mode of this process as it was', async () => {
    const before = process.env['NODE_ENV'];
    await buildIfStale(root, built, build);
    expect(process.env['NODE_ENV']).toBe(before);
  });
});
