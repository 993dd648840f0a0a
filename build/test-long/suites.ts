/** One long suite of `npm run test:long`. */
export interface LongSuite {
  readonly name: string;
  /** What it shows, in one line. */
  readonly shows: string;
  /** A tool of node_modules or a script of this repository, with its arguments. It fails with an exit code. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Test files named `*.long.test.ts` (`*.pg.long.test.ts` with PostgreSQL) belong to `files` and need no entry here. */
export const longSuites: readonly LongSuite[] = [
  {
    name: 'files',
    shows: 'every test file that is too long for npm test',
    command: ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', '--project', 'long*'],
    env: { SATCHEL_LONG: '1' },
  },
  {
    name: 'simulation',
    shows: '10,000 histories of four desks, in which nothing is lost, doubled or mixed up',
    command: ['tests/simulation/main.ts', '--histories', '10000', '--seed', '100000'],
  },
  {
    name: 'planted',
    shows: 'that histories notice each of the bugs that are planted, one at a time',
    command: ['tests/simulation/main.ts', '--planted', '--histories', '150'],
  },
  {
    name: 'coverage',
    shows: 'that 95 % of the branches of merging, applying, batches and the cursor are taken',
    command: [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--config', 'vitest.coverage.config.ts', '--project', 'unit', '--project', 'pg'],
      ...['conflicts', 'sync', 'two-desks', 'recovery', 'brake', 'cloned-desk'].map(
        (name) => `tests/engine/${name}`,
      ),
      ...['tombstone-floor', 'large-pull'].map((name) => `tests/engine/${name}`),
      ...['upload', 'download', 'crash'].map((name) => `tests/server/${name}`),
      ...['tests/shared/protocol', 'tests/simulation/seeds', 'tests/simulation/determinism'],
    ],
  },
];
