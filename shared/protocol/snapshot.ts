/**
 * The whole clinic as a SQLite file, for the first sync of a large database [SYNC-9]: `GET …/download/` with
 * `Accept: application/vnd.sqlite3`, resumable by `Range` with `If-Range: <etag>`. The file holds
 * the data tables as `sqliteTableDdl` makes them, plus these two, and no triggers.
 */
export const snapshotDdl: readonly string[] = [
  // One row a record: the table's place in the manifest, its key (see `rowKey`), and where the server has it.
  `CREATE TABLE _sync_row (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  synced_at INTEGER NOT NULL,
  own INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,
  // One row: whose snapshot this is, and the commit it stands at.
  `CREATE TABLE _sync_snapshot (
  server TEXT NOT NULL,
  clinic TEXT NOT NULL,
  schema TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  nonce TEXT NOT NULL
) STRICT`,
];

/** Answer headers of a snapshot: hex SHA-256 of the whole file, and the commit as `formatCommit`. */
export const SNAPSHOT_DIGEST_HEADER = 'satchel-snapshot-sha256';
export const SNAPSHOT_COMMIT_HEADER = 'satchel-snapshot-commit';
