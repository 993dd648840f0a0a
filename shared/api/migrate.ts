import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, done, nothing } from './procedure.ts';
import { saidsSchema } from '../said/said.ts';

export const migrateRequestSchema = z
  .object({
    /** Any SQLite file; this desk's own database where left out. */
    file: z.string().min(1).optional(),
    /** Reads and counts only: nothing is written here or sent. */
    checkOnly: z.boolean().default(false),
    /** Merges into a server that holds records already; without it such a server is only compared. */
    force: z.boolean().default(false),
    /** Whether the file's tables are brought as they are; where left out, they are if none of them is one of the clinic's. */
    ownTables: z.boolean().optional(),
  })
  .default({ checkOnly: false, force: false });
export type MigrateRequest = z.infer<typeof migrateRequestSchema>;

/** What a table of the file came to. Counts only. */
export const migrateTableSchema = z.object({
  table: z.string(),
  /** Rows in the file, and how many of them keep to the clinic's schema. */
  rows: z.int(),
  valid: z.int(),
  /** New here; equal to what is here; left to a person, field by field; deleted at the server or with an edit that waits. */
  added: z.int(),
  same: z.int(),
  conflicts: z.int(),
  left: z.int(),
  /** Rows at the server before, and whether both sides were equal by content at the end; null where nobody looked. */
  there: z.int().nullable(),
  equal: z.boolean().nullable(),
});
export type MigrateTable = z.infer<typeof migrateTableSchema>;

export const migrateReportSchema = z.object({
  file: z.string(),
  /**
   * `checked` and `compared` changed nothing; `prepared`: the file's tables were made at the server, and the engine starts
   * again to have them too. Then run it again: it goes on.
   */
  state: z.enum(['checked', 'compared', 'prepared', 'migrated', 'attention']),
  /** The tables are brought as the file describes them, and are not the shipped clinic's. */
  ownTables: z.boolean(),
  summary: z.string(),
  tables: z.array(migrateTableSchema),
  /** Rows that do not keep to the schema, by what is wrong with them; they are left out. */
  problems: z.array(
    z.object({ table: z.string(), problem: z.string(), said: saidsSchema, rows: z.int() }),
  ),
  /** Tables and columns of the file that have no place, with the reason where there is one; their values stay in the file. */
  unknown: z.array(
    z.object({
      table: z.string(),
      column: z.string().nullable(),
      rows: z.int(),
      reason: z.string().nullable(),
      said: saidsSchema,
    }),
  ),
  /** The backup that undoes it, as long as nothing was sent. */
  backup: z.string().nullable(),
});
export type MigrateReport = z.infer<typeof migrateReportSchema>;

export const migrateProgressSchema = z.object({
  phase: z.enum([
    'checking',
    'preparing',
    'backing-up',
    'fetching',
    'importing',
    'sending',
    'comparing',
    'done',
  ]),
  table: z.string().nullable(),
  done: z.number(),
  total: z.number().nullable(),
});
export type MigrateProgress = z.infer<typeof migrateProgressSchema>;

const tags = ['migrate'] as const;

/** The migration's part of the contract. */
export const migrateProcedures = {
  run: base
    .route({ method: 'POST', path: '/api/migrate', tags })
    .input(migrateRequestSchema)
    .output(migrateReportSchema),
  progress: base
    .route({ method: 'GET', path: '/api/migrate/progress', tags })
    .input(nothing)
    .output(eventIterator(migrateProgressSchema)),
  /** What was imported stays; run it again to go on. */
  cancel: base
    .route({ method: 'POST', path: '/api/migrate/cancel', tags })
    .input(nothing)
    .output(done),
};
