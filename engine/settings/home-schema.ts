import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { syncedClinicSchema } from '../../shared/records/clinic.ts';
import { manifestSchema } from '../../shared/records/manifest-schema.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { withSystemTables } from '../../shared/records/system-tables.ts';
import { writeDurably } from '../store/durable-file.ts';

/**
 * The tables of a desk: the shipped ones, or those of another application that its clinic took over, as `schema.json` in the
 * home folder has them. A file that cannot be read is no reason to fall back: the records would seem to be gone.
 * @throws SatchelError CONFIG_INVALID
 */
export function readHomeSchema(home: string): SchemaManifest {
  const file = pathIn(home);
  if (!existsSync(file)) return syncedClinicSchema;
  try {
    return adopted(manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (cause) {
    const detail =
      'it is damaged; it comes back from a backup of the folder, or from another desk of the clinic';
    throw new SatchelError('CONFIG_INVALID', { file, detail }, { cause });
  }
}

/** From the next start on. */
export function writeHomeSchema(home: string, schema: SchemaManifest): void {
  writeDurably(pathIn(home), `${JSON.stringify(schema)}\n`);
}

/** The schema as a desk works with it: its tables marked as not the shipped ones, beside Satchel's own. */
export function adopted(schema: SchemaManifest): SchemaManifest {
  const tables = schema.tables.map((table) => ({ ...table, namespace: 'app' }));
  return withSystemTables({ ...schema, tables });
}

function pathIn(home: string): string {
  return join(home, 'schema.json');
}
