import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { SENTINEL } from '@electron/fuses/dist/constants.js';
import { afterAll, describe, expect, it } from 'vitest';
import { builderConfig } from '../../../build/package/builder-config.ts';
import { PRODUCT_ID } from '../../../engine/updates/release-signature.ts';
import { fuseProblems } from '../../../build/package/fuse-problems.ts';

const require = createRequire(import.meta.url);
const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
  validateConfiguration(config: unknown, log: { isEnabled: boolean }): Promise<void>;
};
const quiet = { isEnabled: false };

describe('what the installers are made of', () => {
  it('is a configuration that electron-builder accepts, and it does refuse others', async () => {
    await validateConfiguration(builderConfig, quiet);
    const misspelled = { ...builderConfig, asarUnpacked: [] };
    await expect(validateConfiguration(misspelled, quiet)).rejects.toThrow(/asarUnpacked/);
  });

  it.each([
    'tests/electron/tray.test.ts',
    'electron/main.ts',
    'server/main.ts',
    'node_modules/vite/index.js',
    'build/out/electron/main.js.map',
    'docs/spec/sync.md',
    '.satchel-demo/home/clinic.db',
  ])('holds no %s', (file) => {
    expect(isPacked(file)).toBe(false);
  });

  it.each(['build/out/electron/main.js', 'build/out/renderer/index.html', 'package.json'])(
    'holds %s',
    (file) => {
      expect(isPacked(file)).toBe(true);
    },
  );

  it('is a package for each system, from an archive, as the product that updates are signed for', () => {
    const { win, mac, linux, asar, appId } = builderConfig;
    expect([win?.target, mac?.target, linux?.target]).toEqual([
      ['nsis'],
      ['dmg', 'zip'],
      ['AppImage', 'deb'],
    ]);
    expect([asar, appId]).toEqual([true, PRODUCT_ID]);
  });

  it('keeps the records when the app is removed, and hardens the app of macOS', () => {
    expect(builderConfig.nsis).toMatchObject({ deleteAppDataOnUninstall: false });
    expect(builderConfig.mac).toMatchObject({ hardenedRuntime: true });
  });
});

describe('fuses read back from a packed app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-fuses-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** A file with a fuse wire like Electron's: the sentinel, the version, the count, and a character a fuse. */
  function withFuses(states: string): string {
    const file = join(folder, states);
    const head = Buffer.from([1, states.length]);
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`code ${SENTINEL}`), head, Buffer.from(states)]),
    );
    return file;
  }

  it('are as they should be, or are named', async () => {
    expect(await fuseProblems(withFuses('01001100'))).toEqual([]);
    expect(await fuseProblems(withFuses('11001101'))).toEqual([
      'RunAsNode should be off',
      'GrantFileProtocolExtraPrivileges should be off',
    ]);
  });
});

/** As electron-builder reads the list: what is named, less what is named with a `!`. */
function isPacked(file: string): boolean {
  const patterns = builderConfig.files as readonly string[];
  const named = (pattern: string): boolean => matchesGlob(file, pattern);
  const without = patterns.filter((pattern) => pattern.startsWith('!'));
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && named(pattern)) &&
    !without.some((pattern) => named(pattern.slice(1)))
  );
}
