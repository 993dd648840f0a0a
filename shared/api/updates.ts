import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, nothing } from './procedure.ts';
import { saidErrorSchema } from './said-error.ts';

/** Where the app stands with the next version of itself. */
export const updateStateSchema = z.object({
  /** The version that runs. */
  installed: z.string(),
  /**
   * `off`: this Satchel does not update itself, for the reason below. `ready`: downloaded and verified. `staged`: backed up
   * and pushed as well, so it is installed when the app is quit.
   */
  phase: z.enum(['off', 'idle', 'looking', 'downloading', 'ready', 'preparing', 'staged']),
  /** Of `off`: another host, switched off, no server named, no key in this build, not installed from a package that can. */
  off: z.enum(['host', 'channel', 'server', 'key', 'package']).nullable(),
  lastLookedAt: z.string().nullable(),
  /** The version that was found; null where this is the newest. */
  version: z.string().nullable(),
  /** What is new in it, as plain text. */
  notes: z.string().nullable(),
  /** From 0 to 1, while it is downloaded. */
  progress: z.number().nullable(),
  /** Edits that are on this desk alone and keep it from being installed; null where none do. */
  waiting: z.int().nullable(),
  /** A person put it off until then. */
  laterUntil: z.string().nullable(),
  /** Why the last step failed or what was found was refused. */
  error: saidErrorSchema.nullable(),
});
export type UpdateState = z.infer<typeof updateStateSchema>;

/** Of an app that has not looked yet. */
export const notLooked = {
  phase: 'idle',
  off: null,
  lastLookedAt: null,
  version: null,
  notes: null,
  progress: null,
  waiting: null,
  laterUntil: null,
  error: null,
} as const satisfies Omit<UpdateState, 'installed'>;

const tags = ['updates'] as const;

/** The updates' part of the contract; answered by the desktop app, and by other hosts with `off`. */
export const updateProcedures = {
  state: base
    .route({ method: 'GET', path: '/api/updates', tags })
    .input(nothing)
    .output(updateStateSchema),
  watch: base
    .route({ method: 'GET', path: '/api/updates/watch', tags })
    .input(nothing)
    .output(eventIterator(updateStateSchema)),
  look: base
    .route({ method: 'POST', path: '/api/updates/look', tags })
    .input(nothing)
    .output(updateStateSchema),
  /** Backs up, pushes, and restarts into the new version; `anyway` where edits cannot be sent. */
  install: base
    .route({ method: 'POST', path: '/api/updates/install', tags })
    .input(z.object({ anyway: z.boolean().default(false) }).default({ anyway: false }))
    .output(updateStateSchema),
  later: base
    .route({ method: 'POST', path: '/api/updates/later', tags })
    .input(nothing)
    .output(updateStateSchema),
};
