import { z } from 'zod';

/**
 * The desks of a clinic, as its server knows them: what `GET …/desks/` answers, and the window's verb hands on. Not a
 * part of the frozen wire, for no sync depends on it; fields are only added.
 */
export const deskListSchema = z.object({
  desks: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      /** Who signed in there last. */
      username: z.string(),
      /** When it was last heard of, to about ten minutes. */
      lastSeen: z.string(),
      /** When it last sent a change; null where it never did. */
      lastSent: z.string().nullable(),
      /** False where every sign-in of it has ended. */
      signedIn: z.boolean(),
    }),
  ),
});
export type DeskList = z.infer<typeof deskListSchema>;
