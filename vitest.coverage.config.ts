import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * `npm run coverage`: merging, applying, the ledger of batches and the cursor, branch by branch, by their own tests and
 * some histories; what the tests on PostgreSQL go through besides is not counted. Shares only ever go up: 95 % is
 * what they are to reach, as merging has.
 */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        provider: 'v8',
        include: [
          'engine/conflicts/{merge,policies}.ts',
          'engine/sync/{apply-pages,apply-row,collisions,fresh-sets,superseded}.ts',
          'engine/sync/{freeze,settle,settle-whole,pull}.ts',
          'engine/store/{outbox,own-commits,checkpoints,page-store}.ts',
          'shared/protocol/commit.ts',
        ],
        reporter: ['text'],
        thresholds: {
          branches: 75,
          'engine/conflicts/*.ts': { branches: 95 },
          'engine/sync/settle-whole.ts': { branches: 95 },
          'engine/store/own-commits.ts': { branches: 95 },
        },
      },
    },
  }),
);
