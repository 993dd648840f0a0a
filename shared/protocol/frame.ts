import { z } from 'zod';

/**
 * A body is NDJSON: one header object, positional rows (JSON arrays), one trailer object. The digest is the
 * hex SHA-256 of every byte before the trailer's line, newlines included, before any compression. A stream
 * without a matching trailer is torn and is not applied.
 */
export const NDJSON = 'application/x-ndjson';
export const SQLITE_SNAPSHOT = 'application/vnd.sqlite3';

/** Which columns the positional rows of a table hold; rows name the table by its index in this list. */
export const frameTableSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
});
export type FrameTable = z.infer<typeof frameTableSchema>;

export const trailerSchema = z.object({
  kind: z.literal('trailer'),
  /** Rows between header and trailer. */
  count: z.int().nonnegative(),
  digest: z.string(),
});
export type Trailer = z.infer<typeof trailerSchema>;
