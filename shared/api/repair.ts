import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { saidsSchema } from '../said/said.ts';
import { base, done, nothing } from './procedure.ts';

/** In the order in which they run. */
export const repairStepIds = [
  'diagnose',
  'fix',
  'backup',
  'tracking',
  'sync',
  'compare',
  'refetch',
  'restart',
  'proof',
] as const;
export type RepairStepId = (typeof repairStepIds)[number];

/** One step of a repair. Names and counts, never a record's value. */
export const repairStepSchema = z.object({
  id: z.enum(repairStepIds),
  title: z.string(),
  /** `skipped` and `attention` say why in `detail`; after `failed` the repair goes on where that is safe. */
  state: z.enum(['waiting', 'running', 'done', 'skipped', 'attention', 'failed']),
  detail: z.string(),
  said: saidsSchema.default([]),
  /** Of a running step; null where nobody knows how far it is. */
  progress: z.object({ done: z.number(), total: z.number().nullable() }).nullable(),
});
export type RepairStep = z.infer<typeof repairStepSchema>;

/** A repair as it stands: the running one, or the last one. It outlives the engine's restart in its course. */
export const repairSchema = z.object({
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** `healthy`: both sides proven equal, or nothing to prove it against; `attention`: a person has to do something. */
  state: z.enum(['running', 'healthy', 'attention', 'cancelled', 'failed']),
  /** The outcome in words, with what to do where there is something. */
  summary: z.string(),
  summarySaid: saidsSchema.default([]),
  /** Whether the running step can be left without harm. */
  cancellable: z.boolean(),
  steps: z.array(repairStepSchema),
});
export type Repair = z.infer<typeof repairSchema>;

const tags = ['repair'] as const;

/** The repair's part of the contract. `start` answers as soon as it has begun: `watch` shows its steps. */
export const repairProcedures = {
  start: base
    .route({ method: 'POST', path: '/api/repair', tags })
    .input(nothing)
    .output(repairSchema),
  /** The running or the last one; null where there was none. */
  get: base
    .route({ method: 'GET', path: '/api/repair', tags })
    .input(nothing)
    .output(repairSchema.nullable()),
  /** It ends when the engine restarts; a new call goes on. */
  watch: base
    .route({ method: 'GET', path: '/api/repair/watch', tags })
    .input(nothing)
    .output(eventIterator(repairSchema.nullable())),
  cancel: base
    .route({ method: 'POST', path: '/api/repair/cancel', tags })
    .input(nothing)
    .output(done),
};
