import { z } from 'zod';
import { wireTypes } from '../records/manifest.ts';

const wireValueSchema = z.union([z.null(), z.string(), z.number(), z.boolean()]);

export const syncStatusSchema = z.enum(['synced', 'pending', 'conflict', 'rejected']);
export type RecordSyncStatus = z.infer<typeof syncStatusSchema>;

/** One record: values by column name, and where it stands [TRK-6]. */
export const recordSchema = z.object({
  table: z.string(),
  /** The primary key as text: the value itself, or a JSON array for a key of several columns. */
  key: z.string(),
  title: z.string(),
  values: z.record(z.string(), wireValueSchema),
  /** Titles of the records that this one references, by column name. */
  references: z.record(z.string(), z.string()),
  updatedAt: z.string().nullable(),
  syncedAt: z.string().nullable(),
  origin: z.enum(['local', 'remote']),
  updatedBy: z.string().nullable(),
  syncStatus: syncStatusSchema,
});
export type RecordView = z.infer<typeof recordSchema>;

export const recordQuerySchema = z.object({
  table: z.string(),
  /** Words looked for in the table's search columns; every word must occur. */
  search: z.string().optional(),
  /** Equal values by column, as in "the visits of this patient". */
  where: z.record(z.string(), wireValueSchema).optional(),
  /** Values from (included) to (excluded) in the column's own order, as in "the appointments of this day". */
  range: z
    .object({
      column: z.string(),
      from: wireValueSchema.optional(),
      to: wireValueSchema.optional(),
    })
    .optional(),
  sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export type RecordQuery = z.input<typeof recordQuerySchema>;

export const recordPageSchema = z.object({
  records: z.array(recordSchema),
  total: z.int(),
});
export type RecordPage = z.infer<typeof recordPageSchema>;

export const tableDescriptionSchema = z.object({
  name: z.string(),
  label: z.string(),
  singular: z.string(),
  primaryKey: z.array(z.string()),
  columns: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.enum(wireTypes),
      nullable: z.boolean(),
      unique: z.boolean(),
      sensitive: z.boolean(),
      multiline: z.boolean(),
      references: z.object({ table: z.string(), column: z.string() }).optional(),
      values: z.array(z.string()).readonly().optional(),
    }),
  ),
  listColumns: z.array(z.string()),
  searchColumns: z.array(z.string()),
  /** What searching as one types looks in; empty where the table has no such index. */
  findColumns: z.array(z.string()),
  titleColumns: z.array(z.string()),
});
export type TableDescription = z.infer<typeof tableDescriptionSchema>;

const keySchema = z.object({ table: z.string(), key: z.string() });
const valuesSchema = z.record(z.string(), wireValueSchema);

export const recordKeySchema = keySchema;
export const recordAddSchema = z.object({ table: z.string(), values: valuesSchema });
export const recordSetSchema = keySchema.extend({ values: valuesSchema });
/** Up to 1000 rows, saved in one transaction: all or none. */
export const recordAddManySchema = z.object({
  table: z.string(),
  rows: z.array(valuesSchema).min(1).max(1000),
});

/** Tells a window which tables changed, and nothing else. */
export const changeSchema = z.object({ tables: z.array(z.string()) });
