import { z } from 'zod';
import { mergePolicies, type SchemaManifest, wireTypes } from './manifest.ts';

const name = z.string().min(1).max(120);
const names = z.array(name).max(1000);
const policy = z.enum(mergePolicies);

const columnSchema = z.strictObject({
  name,
  type: z.enum(wireTypes),
  label: name,
  nullable: z.boolean(),
  unique: z.boolean(),
  references: z.strictObject({ table: name, column: name }).optional(),
  sensitive: z.boolean(),
  multiline: z.boolean(),
  policy: policy.optional(),
});

const tableSchema = z.strictObject({
  name,
  label: name,
  singular: name,
  primaryKey: names.min(1),
  columns: z.array(columnSchema).min(1).max(1000),
  mergeGroups: z.array(names).max(100),
  policy,
  listColumns: names,
  searchColumns: names,
  findColumns: names,
  titleColumns: names,
});

/**
 * A schema as it travels to a server that is to hold it, and as a desk keeps it: the tables of another application,
 * without Satchel's own. What the tables may be called is checked where they are made.
 */
export const manifestSchema = z.strictObject({
  name,
  version: z.int().min(1),
  tables: z.array(tableSchema).min(1).max(500),
}) as unknown as z.ZodType<SchemaManifest>;

/** The schema a clinic took over from another application; null where it has the shipped one. */
export const adoptedSchema = z.object({ schema: manifestSchema.nullable() });
