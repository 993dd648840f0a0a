/** Unsent edits whose base may not be what they began with, after the desk or the server was put back. */
export const name = '0002-doubtful';

export const statements: readonly string[] = [
  'ALTER TABLE _sync_dirty ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0',
];
