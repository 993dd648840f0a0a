import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { openReadonly, type ReadableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { hasHotJournal, opensFirstPage } from './hot-journal.ts';
import { fileStateOf } from './sealed-file.ts';

/**
 * The key among `keys` that opens a database nobody in this process has open; undefined for one that is not sealed.
 * @throws SatchelError STORE_KEY_MISSING where there is none to try, STORE_KEY_WRONG where none of them opens it
 */
export function keyOfFile(path: string, keys: readonly DatabaseKey[]): DatabaseKey | undefined {
  if (fileStateOf(path) !== 'sealed') return undefined;
  if (keys.length === 0) throw new SatchelError('STORE_KEY_MISSING', { path });
  const key = keys.find((one) => opens(path, one));
  if (!key) throw new SatchelError('STORE_KEY_WRONG', { path });
  return key;
}

/**
 * A read-only connection to a database that another thread of this process has open: sealed with one of the keys, or
 * plain. What it is cannot be told from its first bytes then, so it is tried.
 */
export function openWithAny(path: string, keys: readonly DatabaseKey[]): ReadableDatabase {
  const key = keys.find((one) => opens(path, one));
  return openReadonly(path, { mustExist: true, key });
}

/** Whether the key opens the file; a file that is damaged behind its first page opens as well. */
export function opens(path: string, key: DatabaseKey): boolean {
  try {
    openReadonly(path, { mustExist: true, key }).close();
    return true;
  } catch (error) {
    if (isSatchelError(error, 'STORE_NOT_A_DATABASE')) return false;
    if (isSatchelError(error, 'STORE_READ_ONLY') && hasHotJournal(path))
      return opensFirstPage(path, key);
    throw error;
  }
}
