import { createHash } from 'node:crypto';

/**
 * A conflict's id follows from what it is about and the desk that found it, so that finding the same conflict twice
 * gives one conflict, and two desks that found one each have two: ten hex digits of SHA-256.
 */
export function conflictId(about: {
  device: string;
  table: string;
  key: string;
  field: string;
  theirsVersion: string;
}): string {
  return createHash('sha256')
    .update(
      JSON.stringify([about.table, about.key, about.field, about.theirsVersion, about.device]),
    )
    .digest('hex')
    .slice(0, 10);
}
