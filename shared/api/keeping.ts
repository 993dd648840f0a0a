import { z } from 'zod';
import { recordSchema } from './records.ts';
import { base, done } from './procedure.ts';
import { saidErrorSchema } from './said-error.ts';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);

/** What stood in the fields of a form that was not saved, exactly as it was typed. */
export const draftSchema = z.object({
  /** Chosen by the form; the same form keeps its draft under the same one. */
  id: z.string().min(1).max(64),
  table: z.string(),
  /** The record that was being edited; null for a new one. */
  key: z.string().nullable(),
  inputs: z.record(z.string(), z.union([z.string(), z.boolean()])),
  /** What the edited record held in those fields when editing began. */
  base: z.record(z.string(), wireValueSchema),
  savedAt: z.string(),
});
export type Draft = z.infer<typeof draftSchema>;
export const draftSaveSchema = draftSchema.omit({ savedAt: true });

export const draftQuerySchema = z
  .object({ table: z.string().optional(), key: z.string().nullable().optional() })
  .default({});

/** A record that is gone from its table, kept whole for a while. */
export const deletedSchema = z.object({
  id: z.int(),
  table: z.string(),
  key: z.string(),
  title: z.string(),
  values: z.record(z.string(), wireValueSchema),
  deletedAt: z.string(),
  /** Null where it was deleted at another desk. */
  deletedBy: z.string().nullable(),
  where: z.enum(['here', 'elsewhere']),
});
export type DeletedRecord = z.infer<typeof deletedSchema>;

export const deletedQuerySchema = z
  .object({
    table: z.string().optional(),
    /** Words that must all occur in the record's title. */
    search: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  })
  .default({ limit: 100 });

/** One change of a record. Which columns, never what was in them. */
export const historyEntrySchema = z.object({
  at: z.string(),
  op: z.enum(['insert', 'update', 'delete']),
  columns: z.array(z.string()),
  by: z.string().nullable(),
  /** The desk's name, where it is known. */
  desk: z.string().nullable(),
  /** Made at this desk. */
  here: z.boolean(),
  /** The server has it. */
  sent: z.boolean(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const recordHistorySchema = z.object({
  /** Newest first. */
  entries: z.array(historyEntrySchema),
  /** When the server's part was asked for; null where it never was. */
  asOf: z.string().nullable(),
  /** Why the server's part is not of now; null where it is, or was not asked for. */
  problem: saidErrorSchema.nullable(),
});
export type RecordHistory = z.infer<typeof recordHistorySchema>;

/** What the server tells of a record: every change it accepted. A server without it answers 404. */
export const serverHistorySchema = z.array(
  z.object({
    at: z.string(),
    op: z.enum(['insert', 'update', 'delete']),
    columns: z.array(z.string()),
    author: z.string(),
    device: z.string(),
    deviceName: z.string().nullable(),
    /** The edits' own times, by the device's clock. */
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
);
export type ServerHistory = z.infer<typeof serverHistorySchema>;

export const draftProcedures = {
  /** Drafts of whoever is at the desk, newest first. */
  list: base
    .route({ method: 'POST', path: '/api/drafts/query', tags: ['records'] })
    .input(draftQuerySchema)
    .output(z.array(draftSchema)),
  save: base
    .route({ method: 'PUT', path: '/api/drafts/{id}', tags: ['records'] })
    .input(draftSaveSchema)
    .output(done),
  discard: base
    .route({ method: 'DELETE', path: '/api/drafts/{id}', tags: ['records'] })
    .input(z.object({ id: z.string() }))
    .output(done),
};

export const deletedProcedures = {
  list: base
    .route({ method: 'POST', path: '/api/deleted/query', tags: ['records'] })
    .input(deletedQuerySchema)
    .output(z.array(deletedSchema)),
  bringBack: base
    .route({ method: 'POST', path: '/api/deleted/{id}', tags: ['records'] })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(recordSchema),
};

export const historyProcedures = {
  get: base
    .route({ method: 'POST', path: '/api/history', tags: ['records'] })
    .input(
      z.object({
        table: z.string(),
        key: z.string(),
        /** Ask the server too, rather than show what it said when last asked. */
        ask: z.boolean().default(false),
      }),
    )
    .output(recordHistorySchema),
};
