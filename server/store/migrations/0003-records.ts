import type { SchemaManifest } from '../../../shared/records/manifest.ts';
import { postgresTableDdl } from '../postgres-ddl.ts';

export const name = '0003-records';

/** The data tables, derived from the manifest. */
export const statements = (schema: SchemaManifest): readonly string[] =>
  schema.tables.flatMap((table) => postgresTableDdl(table));
