import { z } from 'zod';
import { commitSchema } from './commit.ts';
import { frameTableSchema } from './frame.ts';

/**
 * The header of an uploaded batch. The batch is frozen on the device before it is sent, so a retry is
 * byte-identical, and the server keys its answer by (device, incarnation, batch, SHA-256 of the
 * uncompressed body) [SYNC-2].
 */
export const uploadHeaderSchema = z.object({
  kind: z.literal('upload'),
  protocol: z.int(),
  /** The device's schema: `hash` of `schemaSignature`, hex SHA-256. */
  schema: z.string(),
  device: z.string(),
  incarnation: z.string(),
  /** Counts from 1 within the incarnation; `previous` is the batch that must be answered before this one. */
  batch: z.int().positive(),
  previous: z.int().positive().nullable(),
  tables: z.array(frameTableSchema),
  /** Who edited: mutations name the actor by index. */
  actors: z.array(z.string()),
});
export type UploadHeader = z.infer<typeof uploadHeaderSchema>;

/** The query of an upload: the highest commit the device knows of, as `formatCommit` [SYNC-8]. */
export const uploadQuerySchema = z.object({ seen: z.string().optional() });

/**
 * One mutation, positional. `table` indexes the header's tables, `id` is 32 hex digits, `base` is
 * `[epoch, version]` of the row the edit was made on (`[0, 0]` for an insert), `actor` indexes the header's
 * actors, `at` is the device's UTC milliseconds, `group` names mutations that apply whole or not at all.
 *
 * - insert: `['i', table, id, base, actor, at, group, values]`: every column of the table, in order
 * - update: `['u', table, id, base, actor, at, group, key, columns, values]`: `columns` are indexes
 * - delete: `['d', table, id, base, actor, at, group, key]`
 */
const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);
const baseSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
const mutationHead = [
  z.int().nonnegative(),
  z.string().regex(/^[0-9a-f]{32}$/),
  baseSchema,
  z.int().nonnegative(),
  z.int(),
  z.string().nullable(),
] as const;

export const insertMutationSchema = z.tuple([
  z.literal('i'),
  ...mutationHead,
  z.array(wireValueSchema),
]);
export const updateMutationSchema = z.tuple([
  z.literal('u'),
  ...mutationHead,
  z.array(wireValueSchema),
  z.array(z.int().nonnegative()),
  z.array(wireValueSchema),
]);
export const deleteMutationSchema = z.tuple([
  z.literal('d'),
  ...mutationHead,
  z.array(wireValueSchema),
]);
export const mutationSchema = z.union([
  insertMutationSchema,
  updateMutationSchema,
  deleteMutationSchema,
]);
export type Mutation = z.infer<typeof mutationSchema>;

/** Why the server refused a mutation for good; a person has to look [SYNC-4]. */
export const rejectionSchema = z.enum([
  'unknown-table',
  'unknown-column',
  'invalid-value',
  'not-null',
  'not-allowed-value',
  'missing-reference',
  'dependants',
  'unique',
  'forbidden',
  'group',
]);
export type Rejection = z.infer<typeof rejectionSchema>;

/** The server's image of a row in the columns of the upload's table, or null where it is deleted. */
const imageSchema = z.object({
  epoch: z.int().nonnegative(),
  version: z.int().nonnegative(),
  values: z.array(wireValueSchema).nullable(),
});
export type RowImage = z.infer<typeof imageSchema>;

/** What became of one mutation that was not simply applied; `index` counts the batch's mutations from 0. */
export const mutationOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ index: z.int().nonnegative(), status: z.literal('stale'), row: imageSchema }),
  z.object({
    index: z.int().nonnegative(),
    status: z.literal('rejected'),
    reason: rejectionSchema,
    /** The column (or constraint's columns) concerned, and the table in the way. Never a value. */
    columns: z.array(z.string()).optional(),
    table: z.string().optional(),
    /** For `unique`: the key of the row that holds the value. */
    holder: z.array(wireValueSchema).optional(),
  }),
  z.object({ index: z.int().nonnegative(), status: z.literal('retry') }),
]);
export type MutationOutcome = z.infer<typeof mutationOutcomeSchema>;

/**
 * The answer to a batch, replayed word for word when the batch is sent again. Every mutation that is not
 * among the exceptions was applied, at the version of `commit`. `previous` is the head before it, so that a
 * device whose cursor is there moves on without pulling its own rows [SYNC-15]. A batch of which nothing was
 * applied has `commit: null`.
 */
export const batchAnswerSchema = z.object({
  kind: z.literal('answer'),
  batch: z.int().positive(),
  status: z.enum(['done', 'retry', 'void']),
  previous: commitSchema.nullable(),
  commit: commitSchema.nullable(),
  exceptions: z.array(mutationOutcomeSchema),
});
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** Ask for a batch's outcome, and have it recorded void where the server never applied it [SYNC-2]. */
export const voidRequestSchema = z.object({
  batch: z.int().positive(),
  /** Hex SHA-256 of its body: the outcome of another body of that number is refused as `MUTATION_ID_REUSED`. */
  hash: z.string().optional(),
});
