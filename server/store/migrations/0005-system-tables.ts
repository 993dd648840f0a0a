import type { SchemaManifest } from '../../../shared/records/manifest.ts';
import { postgresTableDdl } from '../postgres-ddl.ts';
import { dataTable, literal } from '../sql-text.ts';

export const name = '0005-system-tables';

/** What Satchel itself keeps in step, like conflicts; a new database has these tables from the manifest already. */
export const statements = (schema: SchemaManifest): readonly string[] =>
  schema.tables
    .filter(({ system }) => system === true)
    .map((table) => {
      const made = postgresTableDdl(table).map((sql) => `EXECUTE ${literal(sql)};`);
      return `DO $made$ BEGIN
     IF to_regclass(${literal(dataTable(table))}) IS NULL THEN
       ${made.join('\n       ')}
     END IF;
   END $made$`;
    });
