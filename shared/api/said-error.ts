import { z } from 'zod';
import { saidSchema } from '../said/said.ts';

/**
 * An error that is kept and shown later. `details` fill its sentences in another language; what an older version wrote
 * has none.
 */
export const saidErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), saidSchema])).optional(),
});
export type SaidError = z.infer<typeof saidErrorSchema>;
