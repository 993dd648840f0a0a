import { z } from 'zod';

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
