import { z } from 'zod';
import { base } from './procedure.ts';
import { saidsSchema } from '../said/said.ts';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);

export const autoResolveRequestSchema = z
  .object({
    /** At most so many are decided. */
    max: z.coerce.number().int().min(1).max(1000).default(10),
    /** Says what would be done, and does nothing. */
    dryRun: z.boolean().default(false),
    /** Of these alone, as a dry run told them; what has become otherwise since is left. */
    ids: z.array(z.string()).max(1000).optional(),
  })
  .prefault({});
export type AutoResolveRequest = z.infer<typeof autoResolveRequestSchema>;

const autoItemSchema = z.object({
  /** Of a conflict, or of a record set aside (`quarantined`). */
  id: z.string(),
  quarantined: z.boolean(),
  collection: z.string(),
  title: z.string(),
  field: z.string().nullable(),
  fieldLabel: z.string().nullable(),
  /** Why, in words. */
  reason: z.string(),
  said: saidsSchema,
});
export type AutoItem = z.infer<typeof autoItemSchema>;

export const autoResolveAnswerSchema = z.object({
  dryRun: z.boolean(),
  /** With a dry run: what would be. */
  resolved: z.array(
    autoItemSchema.extend({
      strategy: z.enum(['rename_local', 'keep_remote']),
      /** The other value, where one is given. */
      value: z.string().nullable(),
      /** The field at this desk before and after; null where the whole record is in question. */
      before: wireValueSchema,
      after: wireValueSchema,
    }),
  ),
  /** Left for a person. */
  skipped: z.array(autoItemSchema),
  failed: z.array(autoItemSchema),
});
export type AutoResolveAnswer = z.infer<typeof autoResolveAnswerSchema>;

export const autoResolveProcedure = base
  .route({ method: 'POST', path: '/api/sync/conflicts/auto-resolve', tags: ['conflicts'] })
  .input(autoResolveRequestSchema)
  .output(autoResolveAnswerSchema);
