import { oc } from '@orpc/contract';
import { z } from 'zod';
import { saidsSchema } from '../said/said.ts';

const base = oc.$meta<{ thread: 'engine' | 'reader' }>({ thread: 'engine' });
const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);
const recordNameSchema = z.object({ table: z.string(), key: z.string(), title: z.string() });
const opSchema = z.enum(['insert', 'update', 'delete']);
const idsSchema = z.object({ ids: z.array(z.string()).optional() }).default({});

/** A row set aside because the server refused it, with the reason in words. */
export const quarantinedSchema = recordNameSchema.extend({
  id: z.string(),
  op: opSchema,
  reason: z.string(),
  said: saidsSchema,
  columns: z.array(z.string()),
  at: z.string(),
  /** Who made the edit at this desk. */
  author: z.string().nullable(),
  /** True where the record had to leave its table: it is corrected here, not under Records. */
  parked: z.boolean(),
  /** Unsent records that reference this one and wait for it. */
  dependants: z.array(recordNameSchema),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;

/** What became of each record that was to be sent again. */
export const retryAnswerSchema = z.object({
  retried: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), reason: z.string(), said: saidsSchema })),
});
export type RetryAnswer = z.infer<typeof retryAnswerSchema>;

/** For a person outside of Satchel: it holds whole records. */
export const quarantineExportSchema = z.object({
  exportedAt: z.string(),
  device: z.string(),
  records: z.array(
    quarantinedSchema.extend({
      /** As it is at this desk, by column; null for a deletion. */
      mine: z.record(z.string(), wireValueSchema).nullable(),
      /** As the server had it; null where it never did. */
      server: z.record(z.string(), wireValueSchema).nullable(),
    }),
  ),
});
export type QuarantineExport = z.infer<typeof quarantineExportSchema>;

export const discardedSchema = recordNameSchema.extend({
  undo: z.int(),
  op: opSchema,
  by: z.string(),
  at: z.string(),
});
export type Discarded = z.infer<typeof discardedSchema>;

export const discardRequestSchema = z.object({
  id: z.string(),
  /** Give up the unsent records that reference it as well; without it they are in the way. */
  dependants: z.boolean().default(false),
});

const path = '/api/sync/quarantine';
const tags = ['conflicts'];

/** Records set aside: look, correct, send again, hand over, give up, and take that back. */
export const quarantineContract = {
  list: base
    .route({ method: 'GET', path, tags })
    .input(z.object({}).default({}))
    .output(z.array(quarantinedSchema)),
  /** Saves corrected values; the next sync sends the record. */
  edit: base
    .route({ method: 'POST', path: `${path}/edit`, tags })
    .input(z.object({ id: z.string(), values: z.record(z.string(), wireValueSchema) }))
    .output(z.object({ success: z.boolean() })),
  /** All of them, where no ids are given. */
  retry: base
    .route({ method: 'POST', path: `${path}/retry`, tags })
    .input(idsSchema)
    .output(retryAnswerSchema),
  export: base
    .route({ method: 'POST', path: `${path}/export`, tags })
    .input(idsSchema)
    .output(quarantineExportSchema),
  /** Gives the edit up: an added record goes, an edited or deleted one is again as the server has it. */
  discard: base
    .route({ method: 'POST', path: `${path}/discard`, tags })
    .input(discardRequestSchema)
    .output(z.array(discardedSchema)),
  /** What can be taken back, newest first; kept for thirty days. */
  discarded: base
    .route({ method: 'GET', path: `${path}/discarded`, tags })
    .input(z.object({}).default({}))
    .output(z.array(discardedSchema)),
  /** The record is as it was before it was discarded, as an unsent edit. */
  undo: base
    .route({ method: 'POST', path: `${path}/undo`, tags })
    .input(z.object({ undo: z.coerce.number().int() }))
    .output(z.object({ success: z.boolean() })),
};
