import { createHash } from 'node:crypto';

/**
 * A conflict's id follows from what it is about, so that finding the same conflict twice gives one conflict:
 * ten hex digits of SHA-256.
 */
export function conflictId(about: {
  table: string;
  key: string;
  field: string;
  theirsVersion: string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify([about.table, about.key, about.field, about.theirsVersion]))
    .digest('hex')
    .slice(0, 10);
}
