/** Deletions that a restored server lost together with their records: another desk may still offer such a record. */
export const name = '0005-lost-tombstones';

export const statements: readonly string[] = [
  'ALTER TABLE _sync_tombstone ADD COLUMN lost INTEGER NOT NULL DEFAULT 0',
];
