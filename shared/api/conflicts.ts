import { z } from 'zod';
import { saidsSchema } from '../said/said.ts';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);

export const strategySchema = z.enum([
  'keep_local',
  'keep_remote',
  'rename_local',
  'merge',
  /** Of a `duplicate`: they are two, and are not asked about again. */
  'keep_both',
]);
export type Strategy = z.infer<typeof strategySchema>;

/**
 * One field (or a whole deleted row: `field` is null) that both sides changed. `_id`, `collection`, `localId`
 * and the other names without an alternative are the frozen fields of `GET /api/sync/conflicts`.
 */
export const conflictSchema = z.object({
  _id: z.string(),
  collection: z.string(),
  localId: z.string(),
  remoteId: z.string(),
  field: z.string().nullable(),
  baseValue: wireValueSchema,
  localValue: wireValueSchema,
  remoteValue: wireValueSchema,
  timestamp: z.string(),
  resolved: z.boolean(),
  notes: z.string().nullable(),

  kind: z.enum([
    'edit',
    'delete-edit',
    'edit-delete',
    'insert',
    'unique',
    'parent-deleted',
    'duplicate',
  ]),
  /** What a person recognises the record by. */
  title: z.string(),
  fieldLabel: z.string().nullable(),
  /** False for one that another desk found: that desk carries a decision out when it next syncs. */
  here: z.boolean(),
  /** Who edited, at the desk that found it, and when by that desk's clock. */
  localActor: z.string().nullable(),
  localDevice: z.string().nullable(),
  localAt: z.string().nullable(),
  /** The server's clock minus that desk's, in milliseconds; null where it was never measured. */
  clockSkewMs: z.number().nullable(),
  /** Who wrote the server's value, at which desk, and when by the server's clock. */
  remoteActor: z.string().nullable(),
  remoteDevice: z.string().nullable(),
  remoteAt: z.string().nullable(),
  /** Which strategy is suggested, and why, in words. */
  recommendation: z.object({
    strategy: strategySchema,
    reason: z.string(),
    said: saidsSchema,
  }),
  /** Another value for a unique field, free at this desk when it was asked for. */
  suggestion: z.string().nullable(),
  strategy: strategySchema.nullable(),
  resolvedBy: z.string().nullable(),
  resolvedDevice: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  /** True where the decision can be taken back, as far as can be told without trying. */
  undoable: z.boolean(),
  /** Decided, and carried out by the desk that found it. */
  settled: z.boolean(),
  /**
   * A decision made at this desk that turned out otherwise: somebody at another desk had decided first; it could not
   * be carried out, and the conflict is open again; or it could not be taken back.
   */
  outcome: z.enum(['overtaken', 'refused', 'undo-refused']).nullable(),
});
export type Conflict = z.infer<typeof conflictSchema>;

export const conflictQuerySchema = z
  .object({
    resolved: z.stringbool().or(z.boolean()).optional(),
    table: z.string().optional(),
    collection: z.string().optional(),
  })
  .default({});

export const resolveRequestSchema = z.object({
  id: z.string(),
  strategy: z.string(),
  newValue: wireValueSchema.optional(),
  /** With `merge`: a side or a value for each field that is decided along. */
  choices: z
    .record(
      z.string(),
      z.union([z.enum(['local', 'remote']), z.object({ value: wireValueSchema })]),
    )
    .optional(),
  notes: z.string().optional(),
});
export type ResolveRequest = z.infer<typeof resolveRequestSchema>;

export const resolveManyRequestSchema = z.object({
  ids: z.array(z.string()).optional(),
  table: z.string().optional(),
  strategy: z.string(),
  notes: z.string().optional(),
});
export type ResolveManyRequest = z.infer<typeof resolveManyRequestSchema>;

export const resolveManyAnswerSchema = z.object({
  resolved: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), reason: z.string(), said: saidsSchema })),
});
export type ResolveManyAnswer = z.infer<typeof resolveManyAnswerSchema>;

export const resolveAnswerSchema = z.object({
  success: z.boolean(),
  message: z.string(),
  conflict_id: z.string(),
  resolved_by: z.string(),
  resolved_at: z.string(),
});
