import type { ServerHistory } from '../../shared/api/keeping.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { findTable } from '../../shared/records/manifest.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { readRecordHistory } from '../store/record-history.ts';

/**
 * What the clinic's audit holds of one record; `key` is a JSON array of the key's values.
 * @throws SatchelError TABLE_UNKNOWN, USAGE
 */
export function recordHistory(
  { pool, schema }: Database,
  clinic: number,
  { table = '', key = '' }: { table?: string; key?: string },
): Promise<ServerHistory> {
  if (!findTable(schema, table)) throw new SatchelError('TABLE_UNKNOWN', { table, suggestion: '' });
  const pk = canonicalKey(key);
  return inTransaction(pool, { clinic, mode: 'REPEATABLE READ READ ONLY' }, (client) =>
    readRecordHistory(client, clinic, { table, pk }),
  );
}

function canonicalKey(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return JSON.stringify(parsed);
  } catch {
    // Said below.
  }
  throw new SatchelError('USAGE', { detail: 'key is a JSON array of the key’s values.' });
}
