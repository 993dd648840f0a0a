import { z } from 'zod';
import { commitSchema } from './commit.ts';
import { frameTableSchema } from './frame.ts';
import { batchAnswerSchema } from './upload.ts';

/**
 * The query of a delta download. `since` is the cursor, `seen` the highest commit the device ever saw or had
 * acknowledged (both as `formatCommit`), `after` the opaque place where the page before ended, `batches` the
 * device's unanswered batches, `own` ranges `from-to` of versions the device wrote itself and already holds.
 */
export const downloadQuerySchema = z.object({
  since: z.string(),
  seen: z.string().optional(),
  after: z.string().optional(),
  batches: z.string().optional(),
  own: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100_000).optional(),
});
export type DownloadQuery = z.infer<typeof downloadQuerySchema>;

/**
 * The header of a page. Rows follow, read in the same REPEATABLE READ snapshot as `head` and `outcomes`:
 *
 * - present: `[table, version, ...values]`: every column of that table, in order
 * - deleted: `[-1 - table, version, ...key]`
 */
export const downloadHeaderSchema = z.object({
  kind: z.literal('page'),
  protocol: z.int(),
  schema: z.string(),
  server: z.string(),
  clinic: z.string(),
  head: commitSchema,
  /** `[epoch, first version]`, oldest first: a row's epoch follows from its version. */
  epochs: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).min(1),
  /**
   * The outcome of each batch asked for; null where the server has not seen it. `hash` is the hex SHA-256 of the body
   * that it was given for, null where none was: a desk whose place in time was put back may have frozen another.
   */
  outcomes: z.array(
    z.object({
      batch: z.int().positive(),
      hash: z.string().nullable().optional(),
      answer: batchAnswerSchema.nullable(),
    }),
  ),
  tables: z.array(frameTableSchema),
  /** Where the next page starts, or null when this page reaches `head`. */
  next: z.string().nullable(),
  /** Commits up to this version are in a backup of the server; tombstones up to `floor` are forgotten. */
  backedUp: z.int().nonnegative(),
  floor: z.int().nonnegative(),
});
export type DownloadHeader = z.infer<typeof downloadHeaderSchema>;

/**
 * The body of a 409 to a download or upload. `RESYNC`: the server does not know the commit that was shown, has
 * minted `epoch`, and holds the old epochs' commits only up to `known`; the device reconciles by content. `RESNAPSHOT`: the cursor is below the tombstone floor.
 * `REWOUND`: the server knows a later batch of this incarnation than the device does.
 */
export const syncRefusalSchema = z.object({
  code: z.enum(['SYNC_RESYNC', 'SYNC_RESNAPSHOT', 'SYNC_REWOUND', 'MUTATION_ID_REUSED']),
  message: z.string(),
  head: commitSchema,
  known: z.int().nonnegative(),
});
export type SyncRefusal = z.infer<typeof syncRefusalSchema>;

/** The epoch a version belongs to, by the header's `epochs`. */
export function epochOf(
  epochs: readonly (readonly [epoch: number, from: number])[],
  version: number,
): number {
  let found = epochs[0]?.[0] ?? 0;
  for (const [epoch, from] of epochs) if (from <= version) found = epoch;
  return found;
}
