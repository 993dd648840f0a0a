import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, nothing } from './procedure.ts';

export const compareTableSchema = z.object({
  table: z.string(),
  here: z.int(),
  there: z.int(),
  hashHere: z.string(),
  hashThere: z.string(),
  equal: z.boolean(),
});

/** Both sides by content: row counts and an order-independent hash of every row of every table. */
export const compareReportSchema = z.object({
  equal: z.boolean(),
  /** False where the desk had unsent edits or the server moved on meanwhile: then a difference proves nothing. */
  atRest: z.boolean(),
  at: z.string(),
  cursor: z.object({ epoch: z.int(), version: z.int() }),
  head: z.object({ epoch: z.int(), version: z.int() }),
  tables: z.array(compareTableSchema),
});
export type CompareReport = z.infer<typeof compareReportSchema>;

/** `here`, `rows`: so many of them were read. `server`: all are read here, and the server, which says nothing until then, is still at it. */
export const compareProgressSchema = z.object({
  phase: z.enum(['server', 'here', 'rows', 'done']),
  table: z.string().nullable(),
  rows: z.int(),
  totalRows: z.int().nullable(),
});
export type CompareProgress = z.infer<typeof compareProgressSchema>;

/** A record that is not the same on both sides: its key, and of one that both have the columns that differ. Never a value. */
export const differingRowSchema = z.object({
  key: z.string(),
  where: z.enum(['here', 'there', 'both']),
  columns: z.array(z.string()),
  /** An edit of it waits here to be sent. */
  waiting: z.boolean(),
});
export type DifferingRow = z.infer<typeof differingRowSchema>;

/** At most so many are listed; the count goes on. */
export const MOST_DIFFERING_ROWS = 200;

export const differingRowsSchema = z.object({
  table: z.string(),
  at: z.string(),
  count: z.int(),
  rows: z.array(differingRowSchema),
});
export type DifferingRows = z.infer<typeof differingRowsSchema>;

const path = '/api/sync/compare';
const tags = ['compare'] as const;

/** Comparing changes nothing. A caller that goes away ends it. */
export const compareProcedures = {
  run: base.route({ method: 'POST', path, tags }).input(nothing).output(compareReportSchema),
  /** The last comparison of this desk; null where there was none. */
  last: base
    .route({ method: 'GET', path, tags })
    .input(nothing)
    .output(compareReportSchema.nullable()),
  progress: base
    .route({ method: 'GET', path: `${path}/progress`, tags })
    .input(nothing)
    .output(eventIterator(compareProgressSchema)),
  /** Which records of a table differ. Reads the clinic's rows once from the server. */
  rows: base
    .route({ method: 'POST', path: `${path}/rows`, tags })
    .input(z.object({ table: z.string() }))
    .output(differingRowsSchema),
};
