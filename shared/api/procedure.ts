import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Which thread answers: `reader` for pure queries of the window, `engine` for everything else. */
export interface ProcedureMeta {
  readonly thread: 'engine' | 'reader';
}

/** What every procedure of the contract begins with. */
export const base = oc.$meta<ProcedureMeta>({ thread: 'engine' });
export const nothing = z.object({}).default({});
export const done = z.object({ success: z.boolean() });
