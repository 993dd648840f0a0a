import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * `npm run coverage`: merging, applying, the ledgers of batches on both sides and the cursor, branch by branch, by their own
 * tests, those with real desks and a real server on PostgreSQL, and some histories. Fails below 95 %.
 */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        provider: 'v8',
        include: [
          // Merging.
          'engine/conflicts/{aliased-record,append-text,close-agreed,merge,policies}.ts',
          // Applying.
          'engine/sync/{apply-pages,apply-row,collisions,fresh-sets,reconcile,row-mapping,superseded}.ts',
          'engine/store/{fresh-rows,integrity,offers}.ts',
          // The ledgers of batches: what is due, frozen, sent and settled here, and applied and answered there.
          'engine/sync/{freeze,push,push-ahead,set-aside,settle,settle-whole,too-early}.ts',
          'engine/store/{dirty,edit-groups,outbox,whole-batch}.ts',
          'server/store/{batches,batch-transaction,next-batch,write-batch}.ts',
          'server/sync/upload-whole.ts',
          // The cursor.
          'engine/sync/pull.ts',
          'engine/store/{checkpoints,own-commits,page-store}.ts',
          'server/store/commits.ts',
          'shared/protocol/commit.ts',
        ],
        reporter: ['text'],
        thresholds: { branches: 95 },
      },
    },
  }),
);
