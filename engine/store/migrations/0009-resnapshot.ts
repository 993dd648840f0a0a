/** A desk that was away for longer than the server remembers deletions compares every record. */
export const name = '0009-resnapshot';

export const statements: readonly string[] = [
  'ALTER TABLE _sync_desk ADD COLUMN resnapshot INTEGER NOT NULL DEFAULT 0',
];
