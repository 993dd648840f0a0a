import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { ServerClient } from './server-client.ts';

export interface AdoptOptions {
  readonly client: () => ServerClient;
  /** Whether this desk has these tables already: then only Satchel's own differ, by its version. */
  readonly isOwn: (schema: SchemaManifest) => boolean;
  /** Tables that hold records and are not the same under the other schema. */
  readonly inTheWay: (schema: SchemaManifest) => readonly string[];
  /** Keeps it for the next start, and starts again. */
  readonly take: (schema: SchemaManifest) => void;
}

/**
 * What a desk does about a server whose schema is another than its own. A newer or older version of the same is none of its
 * business: pages name what they hold. Tables that the clinic took over from another application are taken over here too,
 * before a row of them passes by.
 * @throws SatchelError SCHEMA_ADOPTED, or SCHEMA_OTHER where this desk holds records of its own tables
 */
export function createSchemaFollower(
  options: AdoptOptions,
): (hash: string, signal: AbortSignal) => Promise<void> {
  const known = new Set<string>();
  return async (hash, signal) => {
    if (known.has(hash)) return;
    const { client, isOwn, inTheWay, take } = options;
    const schema = await client()
      .adoptedSchema({ signal })
      .catch((error: unknown) => {
        // A server that is too old to tell has none.
        if (isSatchelError(error, 'SERVER_ERROR') && error.details.status === 404) return null;
        if (isSatchelError(error, 'SERVER_NOT_SATCHEL')) return null;
        throw error;
      });
    if (schema === null || isOwn(schema)) {
      known.add(hash);
      return;
    }
    if (inTheWay(schema).length > 0) throw new SatchelError('SCHEMA_OTHER');
    take(schema);
    throw new SatchelError('SCHEMA_ADOPTED');
  };
}
