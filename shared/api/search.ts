import { z } from 'zod';
import { recordSchema } from './records.ts';

export const searchQuerySchema = z.object({
  /** Beginnings of names, and numbers as they are written down; every word must be found. */
  text: z.string().max(200),
  /** Only in this table; in every table that can be searched otherwise. */
  table: z.string().optional(),
  /** At most so many of each table. */
  limit: z.coerce.number().int().min(1).max(50).default(8),
});
export type SearchQuery = z.input<typeof searchQuerySchema>;

export const searchAnswerSchema = z.object({
  /** Best first; of several tables, mixed. */
  records: z.array(recordSchema),
  /** Further records match. */
  more: z.boolean(),
  /** Rows that the search has not read yet, after a large change: something may be missing until it has. */
  unread: z.int(),
});
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
