import { z } from 'zod';
import { saidErrorSchema } from './said-error.ts';
import { saidsSchema } from '../said/said.ts';

export const directionSchema = z.enum(['both', 'push', 'pull']);
export type Direction = z.infer<typeof directionSchema>;

export const triggerSchema = z.enum([
  'manual',
  'start',
  'interval',
  'reconnect',
  'edit',
  'wake',
  'poke',
]);
export type Trigger = z.infer<typeof triggerSchema>;

const countsByTable = z.record(z.string(), z.int());

export const syncRequestSchema = z
  .object({
    tables: z.array(z.string()).optional(),
    /** The name older scripts use for `tables`. */
    collections: z.array(z.string()).optional(),
    direction: directionSchema.optional(),
    /** Let a pull delete more rows than the brake allows [SYNC-14]. */
    acceptDeletes: z.boolean().optional(),
  })
  .default({});
export type SyncRequest = z.infer<typeof syncRequestSchema>;

/** One finished (or running: `endTime` null) sync run. Maps are by table and hold only tables that moved. */
export const syncReportSchema = z.object({
  id: z.int(),
  startTime: z.string(),
  endTime: z.string().nullable(),
  status: z.enum(['running', 'success', 'partial', 'failed', 'cancelled']),
  trigger: triggerSchema,
  direction: directionSchema,
  collections: z.array(z.string()),
  localToRemote: countsByTable,
  remoteToLocal: countsByTable,
  conflicts: countsByTable,
  quarantined: countsByTable,
  bytesSent: z.int(),
  bytesReceived: z.int(),
  durationSeconds: z.number(),
  error: saidErrorSchema.nullable(),
});
export type SyncReport = z.infer<typeof syncReportSchema>;

/** What a running sync is doing; totals are null where they are not known yet. */
export const syncProgressSchema = z.object({
  run: z.int(),
  phase: z.enum(['connecting', 'snapshot', 'pulling', 'applying', 'pushing', 'finishing', 'done']),
  table: z.string().nullable(),
  rows: z.int(),
  totalRows: z.int().nullable(),
  bytes: z.int(),
  totalBytes: z.int().nullable(),
});
export type SyncProgress = z.infer<typeof syncProgressSchema>;

/** One event of a run: what happened in which table, with counts, never a row value. */
export const runEventSchema = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  table: z.string().nullable(),
  message: z.string(),
  /** The message as data; empty in what an older version wrote. */
  said: saidsSchema,
  rows: z.int().nullable(),
  durationMs: z.number().nullable(),
});
export type RunEvent = z.infer<typeof runEventSchema>;

export const runDetailSchema = syncReportSchema.extend({ events: z.array(runEventSchema) });
export type RunDetail = z.infer<typeof runDetailSchema>;
