/** Commits this desk has stood at, newest last: by them it finds out what a restored server still has [SYNC-8]. */
export const name = '0006-checkpoints';

export const statements: readonly string[] = [
  `CREATE TABLE _sync_checkpoint (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  nonce TEXT NOT NULL
) STRICT`,
  // Records whose image the restored server showed, at a version that may be another commit's than the desk's own.
  `CREATE TABLE _sync_reconciled (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,
];
