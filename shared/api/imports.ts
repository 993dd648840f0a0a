import { z } from 'zod';
import { saidSchema } from '../said/said.ts';
import { base } from './procedure.ts';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);
const rowsSchema = z.array(z.record(z.string(), wireValueSchema)).min(1).max(1000);

/** Why a row was not taken; null where it was, or would be. */
export const rowProblemSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    action: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), saidSchema])),
  })
  .nullable();
export type RowProblem = z.infer<typeof rowProblemSchema>;

export const importRunSchema = z.object({
  id: z.int(),
  table: z.string(),
  /** What the rows came from, as the person named it. */
  source: z.string(),
  by: z.string(),
  at: z.string(),
  /** Records of it that are still there as it made them. */
  rows: z.int(),
  undoneAt: z.string().nullable(),
});
export type ImportRun = z.infer<typeof importRunSchema>;

export const importProcedures = {
  /** A dry run: each row is added and everything is taken back; answers in the rows' order. */
  check: base
    .route({ method: 'POST', path: '/api/imports/check', tags: ['records'] })
    .input(z.object({ table: z.string(), rows: rowsSchema }))
    .output(z.object({ problems: z.array(rowProblemSchema) })),
  /** Adds what can be added, each row for itself, and names why the others cannot. `import` goes on with an earlier one. */
  add: base
    .route({ method: 'POST', path: '/api/imports', tags: ['records'] })
    .input(
      z.object({
        table: z.string(),
        rows: rowsSchema,
        source: z.string().max(200),
        import: z.int().nullable().default(null),
      }),
    )
    .output(z.object({ import: z.int(), problems: z.array(rowProblemSchema) })),
  list: base
    .route({ method: 'GET', path: '/api/imports', tags: ['records'] })
    .input(z.object({ table: z.string().optional() }).default({}))
    .output(z.array(importRunSchema)),
  /** Deletes up to `limit` records of an import that nobody changed since; `left` more are to be looked at. */
  undo: base
    .route({ method: 'POST', path: '/api/imports/{id}/undo', tags: ['records'] })
    .input(
      z.object({
        id: z.coerce.number().int(),
        limit: z.coerce.number().int().min(1).max(1000).default(500),
      }),
    )
    .output(z.object({ removed: z.int(), kept: z.int(), left: z.int() })),
};
