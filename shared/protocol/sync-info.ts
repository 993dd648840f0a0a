import { z } from 'zod';
import { commitSchema } from './commit.ts';

/** The answer of `GET …/sync/`. With `?counts=1` each table has its row count. */
export const syncInfoSchema = z.object({
  server: z.string(),
  clinic: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ username: z.string(), role: z.enum(['admin', 'staff', 'viewer']) }),
  head: commitSchema,
  protocol: z.object({ current: z.int(), oldest: z.int() }),
  schema: z.string(),
  tables: z.array(z.object({ name: z.string(), count: z.int().nullable() })),
  limits: z.object({
    bodyBytes: z.int(),
    batchRows: z.int(),
    pageRows: z.int(),
  }),
  status: z.literal('ok'),
  timestamp: z.string(),
  last_sync: z.string().nullable(),
  db_type: z.literal('postgresql'),
  sync_method: z.literal('delta'),
});
export type SyncInfo = z.infer<typeof syncInfoSchema>;

/**
 * The answer of `GET …/digest/`: per table the row count and the sum modulo 2^64, as 16 hex digits, of the first
 * eight bytes (big endian) of SHA-256 over each row's canonical JSON (`canonicalRow`), all in one snapshot at `head`.
 */
export const digestAnswerSchema = z.object({
  head: commitSchema,
  tables: z.array(z.object({ name: z.string(), count: z.int(), hash: z.string() })),
});
export type DigestAnswer = z.infer<typeof digestAnswerSchema>;
