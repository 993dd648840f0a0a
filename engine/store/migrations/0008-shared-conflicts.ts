/** What a desk remembers of conflicts that every desk sees, and of edits that hold together. */
export const name = '0008-shared-conflicts';

export const statements: readonly string[] = [
  // The decision ('open', or who and when) on which this desk and the shared row last agreed; null: not shared yet.
  'ALTER TABLE _sync_conflict ADD COLUMN shared TEXT',
  // Per field what was decided, as JSON: "local", "remote" or {"value": …}.
  'ALTER TABLE _sync_conflict ADD COLUMN choice TEXT',
  'ALTER TABLE _sync_conflict ADD COLUMN resolved_device TEXT',
  // Who wrote theirs, at which desk, and when by the server's clock; `theirs_asked` is 1 when the server has said.
  'ALTER TABLE _sync_conflict ADD COLUMN theirs_actor TEXT',
  'ALTER TABLE _sync_conflict ADD COLUMN theirs_device TEXT',
  'ALTER TABLE _sync_conflict ADD COLUMN theirs_at INTEGER',
  'ALTER TABLE _sync_conflict ADD COLUMN theirs_asked INTEGER NOT NULL DEFAULT 0',

  // Conflicts of which this desk's row or the shared one has changed since they were last compared.
  'CREATE TABLE _sync_conflict_news (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  'INSERT INTO _sync_conflict_news SELECT id FROM _sync_conflict',

  // What somebody decided here and has not heard the outcome of; outcome: 'overtaken', 'refused' or 'undo-refused'.
  `CREATE TABLE _sync_decision (
  id TEXT PRIMARY KEY,
  what TEXT NOT NULL,
  token TEXT NOT NULL,
  outcome TEXT
) STRICT, WITHOUT ROWID`,

  // Edits of one group are sent whole or not at all [SYNC-4].
  'ALTER TABLE _sync_dirty ADD COLUMN grp TEXT',
  'CREATE INDEX _sync_dirty_grp ON _sync_dirty (grp) WHERE grp IS NOT NULL',

  // The server's clock minus this desk's, in milliseconds, as last measured.
  'ALTER TABLE _sync_desk ADD COLUMN skew_ms INTEGER',
];
