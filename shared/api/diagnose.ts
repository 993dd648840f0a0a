import { z } from 'zod';
import { base } from './procedure.ts';

/** One check: what it found, why that matters, and what to do. Names and counts, never a record's value. */
export const findingSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** `skipped`: it could not be looked at, and `finding` says why. */
  state: z.enum(['ok', 'attention', 'skipped']),
  finding: z.string(),
  /** Empty where nothing is to be done. */
  meaning: z.string(),
  action: z.string(),
  /** What the fix would do; null where there is none that is safe. */
  fix: z.string().nullable(),
  fixed: z.boolean(),
});
export type Finding = z.infer<typeof findingSchema>;

export const diagnosisSchema = z.object({
  at: z.string(),
  /** True where nothing needs attention. */
  healthy: z.boolean(),
  findings: z.array(findingSchema),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

export const diagnoseRequestSchema = z
  .object({
    /** Also makes the fixes that are safe: all of them, or those of the checks named. */
    fix: z.union([z.boolean(), z.array(z.string())]).default(false),
  })
  .default({ fix: false });
export type DiagnoseRequest = z.infer<typeof diagnoseRequestSchema>;

/** The diagnosis' part of the contract. */
export const diagnoseProcedures = {
  run: base
    .route({ method: 'POST', path: '/api/diagnose', tags: ['diagnose'] })
    .input(diagnoseRequestSchema)
    .output(diagnosisSchema),
};
