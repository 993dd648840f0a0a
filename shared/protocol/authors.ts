import { z } from 'zod';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);

/** Asks who wrote images of records; `version` is that of the image, `key` in primary-key order. */
export const authorsRequestSchema = z.object({
  rows: z
    .array(
      z.object({
        table: z.string(),
        key: z.array(wireValueSchema),
        version: z.int().nonnegative(),
      }),
    )
    .max(200),
});
export type AuthorsRequest = z.infer<typeof authorsRequestSchema>;

/**
 * In the order of the rows asked for; null where the server does not know the commit. `at` is the server's clock, RFC
 * 3339; `device` the name the desk signed in with, null where no desk wrote; `author` who was at it. `now` is the
 * server's clock as it answers, by which a desk measures its own.
 */
export const authorsAnswerSchema = z.object({
  now: z.string(),
  rows: z.array(
    z
      .object({ at: z.string(), device: z.string().nullable(), author: z.string().nullable() })
      .nullable(),
  ),
});
export type AuthorsAnswer = z.infer<typeof authorsAnswerSchema>;
