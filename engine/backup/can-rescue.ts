import type { SatchelError } from '../../shared/errors/satchel-error.ts';

/** Errors of the database file itself, which a backup or a recovery key can mend. */
const mendable: ReadonlySet<string> = new Set([
  'STORE_CORRUPT',
  'STORE_NOT_A_DATABASE',
  'STORE_MISSING',
  'STORE_KEY_MISSING',
  'STORE_KEY_WRONG',
]);

export function canRescue(error: SatchelError): boolean {
  return mendable.has(error.code);
}
