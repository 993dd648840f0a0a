-- A store of another application's table as the version before 0011-journal left it: an edit in an unanswered batch,
-- and a row noted for an eviction that did not happen.
CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, u TEXT UNIQUE, v);
CREATE TABLE _sync_migration (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
CREATE TABLE _sync_table (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  triggers TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE _sync_gate (open INTEGER NOT NULL) STRICT;
CREATE TABLE _sync_actor (name TEXT NOT NULL) STRICT;
CREATE TABLE _sync_counter (rev INTEGER NOT NULL) STRICT;
CREATE TABLE _sync_dirty (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  rev INTEGER NOT NULL,
  mutation BLOB NOT NULL,
  actor TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  batch INTEGER,
  held TEXT, doubtful INTEGER NOT NULL DEFAULT 0, grp TEXT,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_row (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  synced_at INTEGER NOT NULL,
  own INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_tombstone (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_extra (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tbl, pk, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_desk (
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
, skew_ms INTEGER, resnapshot INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE _sync_batch (
  batch INTEGER PRIMARY KEY,
  incarnation TEXT NOT NULL,
  previous INTEGER,
  body BLOB NOT NULL,
  revs TEXT NOT NULL,
  rows INTEGER NOT NULL,
  frozen_at INTEGER NOT NULL
) STRICT;
CREATE TABLE _sync_own (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
CREATE TABLE _sync_page (
  seq INTEGER PRIMARY KEY,
  header TEXT NOT NULL,
  body BLOB NOT NULL,
  rows INTEGER NOT NULL
) STRICT;
CREATE TABLE _sync_conflict (
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
, undo TEXT, shared TEXT, choice TEXT, resolved_device TEXT, theirs_actor TEXT, theirs_device TEXT, theirs_at INTEGER, theirs_asked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX _sync_conflict_row ON _sync_conflict (tbl, pk);
CREATE INDEX _sync_conflict_open ON _sync_conflict (found_at) WHERE resolved_at IS NULL;
CREATE TABLE _sync_quarantine (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  reason TEXT NOT NULL,
  columns TEXT NOT NULL,
  detail TEXT,
  rev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_run (
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
) STRICT;
CREATE TABLE _sync_run_event (
  run INTEGER NOT NULL REFERENCES _sync_run (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  tbl TEXT,
  message TEXT NOT NULL,
  rows INTEGER,
  duration_ms REAL
) STRICT;
CREATE INDEX _sync_run_event_run ON _sync_run_event (run);
CREATE TABLE _sync_discarded (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  title TEXT NOT NULL,
  mine TEXT,
  base TEXT,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE _sync_reworded (tbl INTEGER NOT NULL, row INTEGER) STRICT;
CREATE TABLE _sync_checkpoint (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  nonce TEXT NOT NULL
) STRICT;
CREATE TABLE _sync_reconciled (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_conflict_news (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_decision (
  id TEXT PRIMARY KEY,
  what TEXT NOT NULL,
  token TEXT NOT NULL,
  outcome TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX _sync_dirty_grp ON _sync_dirty (grp) WHERE grp IS NOT NULL;
CREATE TABLE _sync_draft (
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  tbl INTEGER NOT NULL,
  key TEXT,
  inputs TEXT NOT NULL,
  base TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_deleted (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  title TEXT NOT NULL,
  row TEXT NOT NULL,
  actor TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX _sync_deleted_row ON _sync_deleted (tbl, pk);
CREATE INDEX _sync_deleted_at ON _sync_deleted (at);
CREATE TABLE _sync_history (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  op TEXT NOT NULL,
  columns TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX _sync_history_row ON _sync_history (tbl, pk);
CREATE TABLE _sync_history_told (
  tbl INTEGER NOT NULL,
  pk ANY NOT NULL,
  told TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE _sync_import (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE TABLE _sync_import_row (
  import INTEGER NOT NULL,
  pk ANY NOT NULL,
  PRIMARY KEY (import, pk)
) STRICT, WITHOUT ROWID;
CREATE TABLE "_sync_evicted_t" ("k", "u", "v", _sync_state);
CREATE TABLE "_sync_base_t" ("k", "u", "v", PRIMARY KEY ("k") ON CONFLICT REPLACE) WITHOUT ROWID;
INSERT INTO "t" VALUES ('a', '1', 'edited');
INSERT INTO "t" VALUES ('b', '2', 'y');
INSERT INTO "t" VALUES ('c', '3', 'z');
INSERT INTO "_sync_migration" VALUES ('0001-tracking', 0);
INSERT INTO "_sync_migration" VALUES ('0002-doubtful', 0);
INSERT INTO "_sync_migration" VALUES ('0003-discarded', 0);
INSERT INTO "_sync_migration" VALUES ('0004-search', 0);
INSERT INTO "_sync_migration" VALUES ('0005-lost-tombstones', 0);
INSERT INTO "_sync_migration" VALUES ('0006-checkpoints', 0);
INSERT INTO "_sync_migration" VALUES ('0007-undo', 0);
INSERT INTO "_sync_migration" VALUES ('0008-shared-conflicts', 0);
INSERT INTO "_sync_migration" VALUES ('0009-resnapshot', 0);
INSERT INTO "_sync_migration" VALUES ('0010-keeping', 0);
INSERT INTO "_sync_table" VALUES (0, 't', 'adf374b6b4e3f35b80536e437d16fe5284f439a98ac2aae9288cea9df7264e83');
INSERT INTO "_sync_gate" VALUES (0);
INSERT INTO "_sync_actor" VALUES ('external');
INSERT INTO "_sync_counter" VALUES (42);
INSERT INTO "_sync_dirty" VALUES (0, 'a', 'update', 41, X'400A2BAF4B0FCA35A1A7201800CE1814', 'external', 1795708231153, 1795708231153, 1, NULL, 0, NULL);
INSERT INTO "_sync_row" VALUES (0, 'a', 1, 1, 1, 0);
INSERT INTO "_sync_row" VALUES (0, 'b', 1, 1, 1, 0);
INSERT INTO "_sync_row" VALUES (0, 'c', 1, 1, 1, 0);
INSERT INTO "_sync_desk" VALUES ('00000000-0000-7070-9c1c-1f0707070707', 'desk', '07070707070707070707070707070707', 0, 0, NULL, NULL, NULL, NULL, '0.0.', '0.0.', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO "_sync_reworded" VALUES (0, NULL);
INSERT INTO "_sync_evicted_t" VALUES ('c', '3', 'z', NULL);
INSERT INTO "_sync_base_t" VALUES ('a', '1', 'x');
CREATE TRIGGER "_sync_t_noting_insert" BEFORE INSERT ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND EXISTS (SELECT 1 FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS x ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE EXISTS (SELECT 1 WHERE EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = NEW."k" COLLATE "BINARY" AND 1 UNION ALL SELECT 1 FROM "t" AS x WHERE x."u" = NEW."u" COLLATE "BINARY" AND 1)))
BEGIN
  DELETE FROM "_sync_evicted_t";
  INSERT INTO "_sync_evicted_t" ("k") SELECT y."k" FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS x ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 JOIN "t" AS y
    WHERE (y."k") IN (SELECT x."k" FROM "t" AS x WHERE x."k" = NEW."k" COLLATE "BINARY" AND 1 UNION ALL SELECT x."k" FROM "t" AS x WHERE x."u" = NEW."u" COLLATE "BINARY" AND 1);
  UPDATE "_sync_evicted_t" SET ("u", "v") =
    (SELECT "u", "v" FROM "t" AS y WHERE y."k" = "_sync_evicted_t"."k" AND y."k" COLLATE BINARY IS "_sync_evicted_t"."k");
END;
CREATE TRIGGER "_sync_t_noting_update" BEFORE UPDATE OF "k", "u" ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND EXISTS (SELECT 1 FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE EXISTS (SELECT 1 WHERE NEW."u" COLLATE BINARY IS NOT OLD."u" OR NEW."k" COLLATE BINARY IS NOT OLD."k")) AND EXISTS (SELECT 1 FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS x ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE EXISTS (SELECT 1 WHERE EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = NEW."k" COLLATE "BINARY" AND NOT (x."k" COLLATE BINARY IS OLD."k") UNION ALL SELECT 1 FROM "t" AS x WHERE x."u" = NEW."u" COLLATE "BINARY" AND NOT (x."k" COLLATE BINARY IS OLD."k"))))
BEGIN
  DELETE FROM "_sync_evicted_t";
  INSERT INTO "_sync_evicted_t" ("k") SELECT y."k" FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS x ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 JOIN "t" AS y
    WHERE (y."k") IN (SELECT x."k" FROM "t" AS x WHERE x."k" = NEW."k" COLLATE "BINARY" AND NOT (x."k" COLLATE BINARY IS OLD."k") UNION ALL SELECT x."k" FROM "t" AS x WHERE x."u" = NEW."u" COLLATE "BINARY" AND NOT (x."k" COLLATE BINARY IS OLD."k"));
  UPDATE "_sync_evicted_t" SET ("u", "v") =
    (SELECT "u", "v" FROM "t" AS y WHERE y."k" = "_sync_evicted_t"."k" AND y."k" COLLATE BINARY IS "_sync_evicted_t"."k");
END;
CREATE TRIGGER "_sync_t_insert" AFTER INSERT ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0
BEGIN
  UPDATE _sync_dirty SET op = CASE WHEN EXISTS (SELECT 1 FROM "_sync_base_t" AS b WHERE b."k" = +NEW."k") THEN 'update' ELSE 'insert' END, rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +NEW."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +NEW."k", 'insert', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0;
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE rowid = 1 AND _sync_state IS NULL;
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE changes() = 1 AND rowid = 2 AND _sync_state IS NULL;
  DELETE FROM _sync_dirty WHERE tbl = 0 AND pk = +NEW."k" AND op = 'update' AND batch IS NULL AND held IS NULL
    AND EXISTS (SELECT 1 FROM "_sync_base_t" AS b LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE b."k" = (SELECT +NEW."k") AND EXISTS (SELECT 1 WHERE b."k" IS +NEW."k" AND b."v" IS +NEW."v" AND b."u" IS +NEW."u"));
  DELETE FROM "_sync_base_t" WHERE changes() = 1 AND "_sync_base_t"."k" = +NEW."k";
END;
CREATE TRIGGER "_sync_t_update" AFTER UPDATE ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND NEW."k" COLLATE BINARY IS OLD."k" AND EXISTS (SELECT 1 FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE EXISTS (SELECT 1 WHERE NEW."v" COLLATE BINARY IS NOT OLD."v" OR NEW."u" COLLATE BINARY IS NOT OLD."u"))
BEGIN
  UPDATE _sync_dirty SET rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +NEW."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +NEW."k", 'update', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0;
  INSERT INTO "_sync_base_t" ("k", "u", "v") SELECT (SELECT OLD."k"), (SELECT OLD."u"), (SELECT OLD."v") FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 WHERE changes() = 1;
  DELETE FROM _sync_dirty WHERE changes() = 0 AND tbl = 0 AND pk = +NEW."k" AND op = 'update' AND batch IS NULL AND held IS NULL
    AND EXISTS (SELECT 1 FROM "_sync_base_t" AS b LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE b."k" = (SELECT +NEW."k") AND EXISTS (SELECT 1 WHERE b."k" IS +NEW."k" AND b."v" IS +NEW."v" AND b."u" IS +NEW."u"));
  DELETE FROM "_sync_base_t" WHERE changes() = 1 AND "_sync_base_t"."k" = +NEW."k";
END;
CREATE TRIGGER "_sync_t_moving" AFTER UPDATE OF "k" ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND NOT (NEW."k" COLLATE BINARY IS OLD."k")
BEGIN
  DELETE FROM _sync_dirty WHERE tbl = 0 AND pk = +OLD."k" AND op = 'insert' AND batch IS NULL AND held IS NULL;
  UPDATE _sync_dirty SET op = 'delete', rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +OLD."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +OLD."k", 'delete', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0 AND EXISTS (SELECT 1 FROM _sync_row WHERE tbl = 0 AND pk = +OLD."k");
  INSERT INTO "_sync_base_t" ("k", "u", "v") SELECT (SELECT OLD."k"), (SELECT OLD."u"), (SELECT OLD."v") FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 WHERE changes() = 1;
  UPDATE _sync_dirty SET op = CASE WHEN EXISTS (SELECT 1 FROM "_sync_base_t" AS b WHERE b."k" = +NEW."k") THEN 'update' ELSE 'insert' END, rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +NEW."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +NEW."k", 'insert', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0;
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE rowid = 1 AND _sync_state IS NULL;
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE changes() = 1 AND rowid = 2 AND _sync_state IS NULL;
  DELETE FROM _sync_dirty WHERE tbl = 0 AND pk = +NEW."k" AND op = 'update' AND batch IS NULL AND held IS NULL
    AND EXISTS (SELECT 1 FROM "_sync_base_t" AS b LEFT JOIN "_sync_evicted_t" AS NEW ON 0 WHERE b."k" = (SELECT +NEW."k") AND EXISTS (SELECT 1 WHERE b."k" IS +NEW."k" AND b."v" IS +NEW."v" AND b."u" IS +NEW."u"));
  DELETE FROM "_sync_base_t" WHERE changes() = 1 AND "_sync_base_t"."k" = +NEW."k";
END;
CREATE TRIGGER "_sync_t_evicting" AFTER UPDATE OF "k", "u" ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND NEW."k" COLLATE BINARY IS OLD."k" AND EXISTS (SELECT 1 FROM "_sync_evicted_t")
BEGIN
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE rowid = 1 AND _sync_state IS NULL;
  UPDATE "_sync_evicted_t" SET _sync_state = CASE WHEN EXISTS (SELECT 1 FROM "t" AS x WHERE x."k" = "_sync_evicted_t"."k" AND x."k" COLLATE BINARY IS "_sync_evicted_t"."k") THEN 'there' ELSE 'gone' END WHERE changes() = 1 AND rowid = 2 AND _sync_state IS NULL;
END;
CREATE TRIGGER "_sync_t_delete" AFTER DELETE ON "t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0
BEGIN
  DELETE FROM "_sync_evicted_t";
  DELETE FROM _sync_dirty WHERE tbl = 0 AND pk = +OLD."k" AND op = 'insert' AND batch IS NULL AND held IS NULL;
  UPDATE _sync_dirty SET op = 'delete', rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +OLD."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +OLD."k", 'delete', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0 AND EXISTS (SELECT 1 FROM _sync_row WHERE tbl = 0 AND pk = +OLD."k");
  INSERT INTO "_sync_base_t" ("k", "u", "v") SELECT (SELECT OLD."k"), (SELECT OLD."u"), (SELECT OLD."v") FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 WHERE changes() = 1;
END;
CREATE TRIGGER "_sync_t_evicted" AFTER UPDATE OF _sync_state ON "_sync_evicted_t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND NEW._sync_state = 'gone'
BEGIN
  DELETE FROM _sync_dirty WHERE tbl = 0 AND pk = +OLD."k" AND op = 'insert' AND batch IS NULL AND held IS NULL;
  UPDATE _sync_dirty SET op = 'delete', rev = (SELECT rev FROM _sync_counter),
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = (SELECT name FROM _sync_actor), last_at = CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) WHERE tbl = 0 AND pk = +OLD."k";
  INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT 0, +OLD."k", 'delete', (SELECT rev FROM _sync_counter), randomblob(16), (SELECT name FROM _sync_actor), t.now, t.now
    FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS now) AS t WHERE changes() = 0 AND EXISTS (SELECT 1 FROM _sync_row WHERE tbl = 0 AND pk = +OLD."k");
  INSERT INTO "_sync_base_t" ("k", "u", "v") SELECT (SELECT OLD."k"), (SELECT OLD."u"), (SELECT OLD."v") FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 WHERE changes() = 1;
END;
CREATE TRIGGER "_sync_t_replaced" AFTER UPDATE OF _sync_state ON "_sync_evicted_t" FOR EACH ROW
WHEN (SELECT open FROM _sync_gate) = 0 AND NEW._sync_state = 'there' AND EXISTS (SELECT 1 FROM _sync_row WHERE tbl = 0 AND pk = +OLD."k")
  AND EXISTS (SELECT 1 FROM _sync_dirty WHERE tbl = 0 AND pk = +OLD."k" AND op = 'insert')
BEGIN
  INSERT INTO "_sync_base_t" ("k", "u", "v") SELECT (SELECT OLD."k"), (SELECT OLD."u"), (SELECT OLD."v") FROM _sync_gate AS g LEFT JOIN "_sync_evicted_t" AS OLD ON 0 ;
  UPDATE _sync_dirty SET op = 'update' WHERE tbl = 0 AND pk = +OLD."k" AND op = 'insert';
END;
CREATE TRIGGER "_sync_t_reworded" AFTER UPDATE OF "u", "k" ON "t" FOR EACH ROW
BEGIN
  INSERT INTO _sync_reworded (tbl, row) SELECT 0, NEW.rowid;
END;
CREATE TRIGGER "_sync_t_unworded" AFTER DELETE ON "t" FOR EACH ROW
BEGIN
  INSERT INTO _sync_reworded (tbl, row) SELECT 0, OLD.rowid;
END;
