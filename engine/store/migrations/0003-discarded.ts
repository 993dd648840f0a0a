/** What a person took out of the quarantine without sending it, kept for a while so that it can be undone. */
export const name = '0003-discarded';

export const statements: readonly string[] = [
  `CREATE TABLE _sync_discarded (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  title TEXT NOT NULL,
  mine TEXT,
  base TEXT,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT`,
];
