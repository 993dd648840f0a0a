import { snapshotDdl } from '../../../shared/protocol/snapshot.ts';

/**
 * Side tables of tracking and sync. `pk` is a row key: the primary key's own value, or, where the key has several
 * columns, `quote(a) || ',' || quote(b)`. `tbl` is `_sync_table.id`. Times are UTC milliseconds.
 */
export const name = '0001-tracking';

export const statements: readonly string[] = [
  `CREATE TABLE _sync_table (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  triggers TEXT NOT NULL DEFAULT ''
) STRICT`,

  // One row: 1 while remote changes are applied. Set and cleared in the applying transaction, so a crash cannot leave tracking off [TRK-2].
  `CREATE TABLE _sync_gate (open INTEGER NOT NULL) STRICT`,
  `INSERT INTO _sync_gate VALUES (0)`,

  // One row: who is at the desk; writes of other programs are 'external' [TRK-6].
  `CREATE TABLE _sync_actor (name TEXT NOT NULL) STRICT`,
  `INSERT INTO _sync_actor VALUES ('external')`,

  // One row: never goes back, not even when dirty rows are cleared [TRK-1].
  `CREATE TABLE _sync_counter (rev INTEGER NOT NULL) STRICT`,
  `INSERT INTO _sync_counter VALUES (0)`,

  /*
   * One coalesced row a dirty record. Invariant: op says how the record differs from its base:
   * 'insert' no base and the row is there; 'update' base and row are there; 'delete' the row is gone.
   * batch: the unanswered batch that holds the row. held: why it is not sent ('conflict', 'rejected', 'parked').
   */
  `CREATE TABLE _sync_dirty (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  rev INTEGER NOT NULL,
  mutation BLOB NOT NULL,
  actor TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  batch INTEGER,
  held TEXT,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,

  // _sync_row: which (epoch, version) of the server each record was last equal to; own = 1 when this desk wrote it.
  // A snapshot of the server brings its own.
  (snapshotDdl[0] as string).replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS'),

  // Deletions this desk knows to be on the server: an insert on one of these names it as its base.
  `CREATE TABLE _sync_tombstone (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,

  // Values of columns this side does not know, as JSON wire values [SYNC-12].
  `CREATE TABLE _sync_extra (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tbl, pk, name)
) STRICT, WITHOUT ROWID`,

  // One row: this desk's identity, binding and place in the server's order [SYNC-1] [SYNC-13].
  `CREATE TABLE _sync_desk (
  device TEXT NOT NULL,
  device_name TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  last_batch INTEGER NOT NULL DEFAULT 0,
  answered_batch INTEGER NOT NULL DEFAULT 0,
  server TEXT,
  clinic TEXT,
  clinic_name TEXT,
  environment TEXT,
  cursor TEXT NOT NULL DEFAULT '0.0.',
  seen TEXT NOT NULL DEFAULT '0.0.',
  head TEXT,
  backed_up INTEGER NOT NULL DEFAULT 0,
  reconcile INTEGER,
  last_push INTEGER,
  last_pull INTEGER,
  counts TEXT,
  counted_at INTEGER,
  counted_head TEXT
) STRICT`,

  // Frozen batches without an answer: the body is stored as it is sent, so that a retry is byte-identical [SYNC-2].
  `CREATE TABLE _sync_batch (
  batch INTEGER PRIMARY KEY,
  incarnation TEXT NOT NULL,
  previous INTEGER,
  body BLOB NOT NULL,
  revs TEXT NOT NULL,
  rows INTEGER NOT NULL,
  frozen_at INTEGER NOT NULL
) STRICT`,

  // Ranges of versions this desk wrote itself and the cursor has not passed [SYNC-15].
  `CREATE TABLE _sync_own (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT`,

  // Pages of a pull that has not reached its head, as they came [SYNC-6].
  `CREATE TABLE _sync_page (
  seq INTEGER PRIMARY KEY,
  header TEXT NOT NULL,
  body BLOB NOT NULL,
  rows INTEGER NOT NULL
) STRICT`,

  /*
   * One row a field that both sides changed (field '' is the whole row). Values are JSON wire values. The server's
   * value is never overwritten without a resolution; mine stays in the record until then.
   */
  `CREATE TABLE _sync_conflict (
  id TEXT PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  field TEXT NOT NULL,
  kind TEXT NOT NULL,
  base TEXT,
  mine TEXT,
  theirs TEXT,
  theirs_version TEXT NOT NULL,
  actor TEXT,
  edited_at INTEGER,
  found_at INTEGER NOT NULL,
  strategy TEXT,
  notes TEXT,
  resolved_by TEXT,
  resolved_at INTEGER
) STRICT`,
  `CREATE INDEX _sync_conflict_row ON _sync_conflict (tbl, pk)`,
  `CREATE INDEX _sync_conflict_open ON _sync_conflict (found_at) WHERE resolved_at IS NULL`,

  // Rows set aside, with the server's reason [SYNC-4].
  `CREATE TABLE _sync_quarantine (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  reason TEXT NOT NULL,
  columns TEXT NOT NULL,
  detail TEXT,
  rev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE _sync_run (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  status TEXT NOT NULL,
  trigger TEXT NOT NULL,
  direction TEXT NOT NULL,
  tables TEXT NOT NULL,
  pushed TEXT NOT NULL DEFAULT '{}',
  pulled TEXT NOT NULL DEFAULT '{}',
  conflicts TEXT NOT NULL DEFAULT '{}',
  quarantined TEXT NOT NULL DEFAULT '{}',
  bytes_sent INTEGER NOT NULL DEFAULT 0,
  bytes_received INTEGER NOT NULL DEFAULT 0,
  duration_ms REAL NOT NULL DEFAULT 0,
  error TEXT
) STRICT`,
  `CREATE TABLE _sync_run_event (
  run INTEGER NOT NULL REFERENCES _sync_run (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  tbl TEXT,
  message TEXT NOT NULL,
  rows INTEGER,
  duration_ms REAL
) STRICT`,
  `CREATE INDEX _sync_run_event_run ON _sync_run_event (run)`,
];
