import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, done, nothing } from './procedure.ts';

/** Somebody who may sign in here with a PIN, line or no line. */
export const deskPersonSchema = z.object({
  username: z.string(),
  /** From then on a password is needed once, for which the server has to be reached. */
  expiresAt: z.string(),
  expired: z.boolean(),
  /** Too many wrong PINs: none is looked at before then. */
  blockedUntil: z.string().nullable(),
  /** So many wrong PINs that only a password helps. */
  void: z.boolean(),
});
export type DeskPerson = z.infer<typeof deskPersonSchema>;

/** Who is at the desk. It is shared as soon as somebody has a PIN. */
export const deskStateSchema = z.object({
  shared: z.boolean(),
  /** Windows get no records while it is. */
  locked: z.boolean(),
  /** Who signs what is edited in windows; null where nobody is known. */
  person: z.string().nullable(),
  /** Since when that person is here. */
  since: z.string().nullable(),
  /** The desk locks by itself after so long without anybody. */
  idleMinutes: z.number(),
  /** It locks with the computer as well. */
  locksWithComputer: z.boolean(),
});
export type DeskState = z.infer<typeof deskStateSchema>;

export const pinSchema = z.string().max(64);

export const deskProcedures = {
  state: base
    .route({ method: 'GET', path: '/api/desk', tags: ['desk'] })
    .input(nothing)
    .output(deskStateSchema),
  watch: base
    .route({ method: 'GET', path: '/api/desk/watch', tags: ['desk'] })
    .input(nothing)
    .output(eventIterator(deskStateSchema)),
  people: base
    .route({ method: 'GET', path: '/api/desk/people', tags: ['desk'] })
    .input(nothing)
    .output(z.array(deskPersonSchema)),
  lock: base
    .route({ method: 'POST', path: '/api/desk/lock', tags: ['desk'] })
    .input(nothing)
    .output(deskStateSchema),
  unlock: base
    .route({ method: 'POST', path: '/api/desk/unlock', tags: ['desk'] })
    .input(z.object({ username: z.string(), pin: pinSchema }))
    .output(deskStateSchema),
  /** Somebody is here: a window says so while it is used. */
  active: base
    .route({ method: 'POST', path: '/api/desk/active', tags: ['desk'] })
    .input(nothing)
    .output(done),
  /** Signs in at the server with the password, and gives this person a PIN for the time without a line. */
  setPin: base
    .route({ method: 'POST', path: '/api/desk/pin', tags: ['desk'] })
    .input(z.object({ username: z.string(), password: z.string(), pin: pinSchema }))
    .output(deskStateSchema),
  /** Of whoever is at the desk; needs no server. */
  changePin: base
    .route({ method: 'POST', path: '/api/desk/pin/change', tags: ['desk'] })
    .input(z.object({ current: pinSchema, next: pinSchema }))
    .output(done),
  /** One's own, or anybody's for an administrator. */
  removePin: base
    .route({ method: 'POST', path: '/api/desk/pin/remove', tags: ['desk'] })
    .input(z.object({ username: z.string() }))
    .output(deskStateSchema),
};
