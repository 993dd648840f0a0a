import { z } from 'zod';
import { saidsSchema } from '../said/said.ts';
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
  /** The same as data, for a window in another language. */
  said: z.object({
    finding: saidsSchema,
    meaning: saidsSchema,
    action: saidsSchema,
    fix: saidsSchema,
  }),
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

/** Where the bundle is to lie; in the home folder's `support` where left out. */
export const bundleRequestSchema = z.object({ to: z.string().min(1).optional() }).default({});
export type BundleRequest = z.infer<typeof bundleRequestSchema>;

/** A zip for whoever helps: no row values, no secrets. What could not be had is named in it. */
export const bundleSchema = z.object({
  path: z.string(),
  sizeBytes: z.int(),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.int() })),
});
export type Bundle = z.infer<typeof bundleSchema>;

/** The diagnosis' part of the contract. */
export const diagnoseProcedures = {
  run: base
    .route({ method: 'POST', path: '/api/diagnose', tags: ['diagnose'] })
    .input(diagnoseRequestSchema)
    .output(diagnosisSchema),
  bundle: base
    .route({ method: 'POST', path: '/api/support-bundle', tags: ['diagnose'] })
    .input(bundleRequestSchema)
    .output(bundleSchema),
};
