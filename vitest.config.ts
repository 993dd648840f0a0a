import { defineConfig } from 'vitest/config';
import { findMemoryFolder } from './build/find/memory-folder.ts';
import { findPostgres } from './build/find/postgres.ts';
import { LongestFirst } from './build/test/longest-first.ts';

const hasPostgres = findPostgres(import.meta.dirname) !== undefined;

/** For hundreds of desks and servers; tests of what a disk does are not among them. Bytes that have to be free. */
const memoryFolder = findMemoryFolder(2 * 2 ** 30);

const electronDouble = './tests/support/electron-double/electron.ts';

const suffixes = ['pg', 'dom', 'e2e', 'electron', 'long'] as const;

/** Files for `npm run test:long`. Gigabytes, hundreds of kills: an hour is no sign of a hang. */
const isLong = process.env['SATCHEL_LONG'] === '1';
const long = { maxWorkers: 1, testTimeout: 3_600_000, hookTimeout: 600_000 };

/**
 * Groups run one after the other, so that a browser test does not share two cores with PostgreSQL tests. Three files run at
 * once: a file waits for disks, browsers and other processes much of its time, and with two a core often has nothing to do.
 */
export default defineConfig({
  // Requiring the real module would start the download of its binary.
  resolve: { alias: { electron: new URL(electronDouble, import.meta.url).pathname } },
  test: {
    // Products are run as they are.
    server: { deps: { external: [/\/build\/out\//] } },
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: suffixes.map((suffix) => `tests/**/*.${suffix}.test.ts`),
          globalSetup: ['tests/support/command-bundle.ts', 'tests/support/mortal-programs.ts'],
          sequence: { groupOrder: 0 },
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          include: ['tests/**/*.dom.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['tests/support/clear-document.ts'],
          isolate: false,
          sequence: { groupOrder: 0 },
          testTimeout: 30_000,
        },
      },
      // `npm test` says loudly that these were skipped, and why.
      ...(hasPostgres
        ? [
            {
              extends: true as const,
              test: {
                name: 'pg',
                include: ['tests/**/*.pg.test.ts'],
                env: memoryFolder === undefined ? {} : { TMPDIR: memoryFolder },
                globalSetup: [
                  'tests/support/postgres.ts',
                  'tests/support/command-bundle.ts',
                  'tests/support/mortal-programs.ts',
                ],
                sequence: { groupOrder: 1 },
                isolate: false,
                testTimeout: 90_000,
                hookTimeout: 90_000,
              },
            },
          ]
        : []),
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          globalSetup: [
            ...(hasPostgres ? ['tests/support/postgres.ts'] : []),
            'tests/support/command-bundle.ts',
            'tests/support/window-bundles.ts',
          ],
          sequence: { groupOrder: 2 },
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      ...(isLong
        ? [
            {
              extends: true as const,
              test: {
                ...long,
                name: 'long',
                include: ['tests/**/*.long.test.ts'],
                globalSetup: ['tests/support/mortal-programs.ts'],
                exclude: ['tests/**/*.pg.long.test.ts'],
                sequence: { groupOrder: 3 },
              },
            },
            {
              extends: true as const,
              test: {
                ...long,
                name: 'long-pg',
                include: ['tests/**/*.pg.long.test.ts'],
                globalSetup: hasPostgres ? ['tests/support/postgres.ts'] : [],
                sequence: { groupOrder: 4 },
              },
            },
          ]
        : []),
      // The suite on a real Electron: `npm run test:electron` names the binary.
      ...(process.env['SATCHEL_ELECTRON'] === undefined
        ? []
        : [
            {
              extends: true as const,
              test: {
                name: 'electron',
                include: ['tests/**/*.electron.test.ts'],
                globalSetup: ['tests/support/postgres.ts'],
                maxWorkers: 1,
                testTimeout: 180_000,
                hookTimeout: 180_000,
              },
            },
          ]),
    ],
  },
});
