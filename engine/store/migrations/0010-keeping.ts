/**
 * What a person would miss: forms that were not saved, records that were deleted, who changed what, and what an import
 * added. Columns named `inputs`, `base` and `row` hold what is in records; the history holds none of it.
 */
export const name = '0010-keeping';

export const statements: readonly string[] = [
  `CREATE TABLE _sync_draft (
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  tbl INTEGER NOT NULL,
  key TEXT,
  inputs TEXT NOT NULL,
  base TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID`,

  // row: JSON wire values by column. actor is NULL where another desk deleted it.
  `CREATE TABLE _sync_deleted (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  title TEXT NOT NULL,
  row TEXT NOT NULL,
  actor TEXT,
  at INTEGER NOT NULL
) STRICT`,
  `CREATE INDEX _sync_deleted_row ON _sync_deleted (tbl, pk)`,
  `CREATE INDEX _sync_deleted_at ON _sync_deleted (at)`,

  // Edits made through this desk's own verbs.
  `CREATE TABLE _sync_history (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  columns TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT`,
  `CREATE INDEX _sync_history_row ON _sync_history (tbl, pk)`,

  // What the server said of a record's history when it was last asked.
  `CREATE TABLE _sync_history_told (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  told TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE _sync_import (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT`,
  `CREATE TABLE _sync_import_row (
  import INTEGER NOT NULL,
  pk ANY NOT NULL,
  PRIMARY KEY (import, pk)
) STRICT, WITHOUT ROWID`,
];
