import type { WireValue } from '../../shared/records/values.ts';
import type { SqlValue, WritableDatabase } from './database.ts';

/** Of one record that two have written. */
type VersionConflict = 'edit' | 'delete-edit' | 'edit-delete' | 'insert';

export type ConflictKind = VersionConflict | 'unique' | 'parent-deleted' | 'duplicate';

/** One open or resolved conflict; `field` is '' for the whole row. Values are parsed wire values. */
export interface ConflictRecord {
  readonly id: string;
  readonly tbl: number;
  readonly pk: SqlValue;
  readonly field: string;
  readonly kind: ConflictKind;
  readonly base: WireValue;
  readonly mine: WireValue;
  readonly theirs: WireValue;
  readonly theirsVersion: string;
  readonly actor: string | null;
  readonly editedAt: number | null;
  readonly foundAt: number;
  readonly strategy: string | null;
  readonly notes: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: number | null;
  /** See `undo-resolution.ts`; null where it cannot be undone. */
  readonly undo: string | null;
  /** What was decided of the field, as JSON: see `FieldChoice`. */
  readonly choice: string | null;
  /** The name of the desk it was decided at. */
  readonly resolvedDevice: string | null;
  readonly theirsActor: string | null;
  readonly theirsDevice: string | null;
  /** By the server's clock. */
  readonly theirsAt: number | null;
  /** The decision on which this desk and the row that all desks share last agreed; null where it is not shared yet. */
  readonly shared: string | null;
}

/** What is known when a conflict is found. */
export type FoundConflict = Pick<
  ConflictRecord,
  | 'id'
  | 'tbl'
  | 'pk'
  | 'field'
  | 'kind'
  | 'base'
  | 'mine'
  | 'theirs'
  | 'theirsVersion'
  | 'actor'
  | 'editedAt'
  | 'foundAt'
>;

interface ConflictRow {
  id: string;
  tbl: number;
  pk: SqlValue;
  field: string;
  kind: ConflictKind;
  base: string | null;
  mine: string | null;
  theirs: string | null;
  theirs_version: string;
  actor: string | null;
  edited_at: number | null;
  found_at: number;
  strategy: string | null;
  notes: string | null;
  resolved_by: string | null;
  resolved_at: number | null;
  undo: string | null;
  choice: string | null;
  resolved_device: string | null;
  theirs_actor: string | null;
  theirs_device: string | null;
  theirs_at: number | null;
  shared: string | null;
}

/** The conflict's row here, or the one all desks share, has changed: they are to be compared. */
export function noteConflictNews(db: WritableDatabase, id: SqlValue): void {
  db.run(
    `INSERT INTO _sync_conflict_news (id) SELECT ?
     WHERE NOT EXISTS (SELECT 1 FROM _sync_conflict_news WHERE id = ?)`,
    id,
    id,
  );
}

/** Conflicts whose rows are to be compared. */
export function conflictNews(db: Pick<WritableDatabase, 'all'>): string[] {
  return db.all<{ id: string }>('SELECT id FROM _sync_conflict_news').map(({ id }) => id);
}

export function forgetConflictNews(db: WritableDatabase, id: string): void {
  db.run('DELETE FROM _sync_conflict_news WHERE id = ?', id);
}

/** The conflict is another desk's. */
export function dropConflict(db: WritableDatabase, id: string): void {
  db.run('DELETE FROM _sync_conflict WHERE id = ?', id);
}

/** This desk and the shared row agree on this decision. */
export function noteShared(db: WritableDatabase, id: string, token: string): void {
  db.run('UPDATE _sync_conflict SET shared = ? WHERE id = ?', token, id);
}

/** Open conflicts of which the server has not said yet who wrote theirs. */
export function conflictsWithoutAuthor(
  db: Pick<WritableDatabase, 'all'>,
  limit: number,
): ConflictRecord[] {
  return db
    .all<ConflictRow>(
      'SELECT * FROM _sync_conflict WHERE resolved_at IS NULL AND theirs_asked = 0 LIMIT +?',
      limit,
    )
    .map(toRecord);
}

export function noteAuthor(
  db: WritableDatabase,
  id: string,
  theirs: { actor: string | null; device: string | null; at: number | null },
): void {
  db.run(
    `UPDATE _sync_conflict SET theirs_actor = ?, theirs_device = ?, theirs_at = ?, theirs_asked = 1
     WHERE id = ?`,
    theirs.actor,
    theirs.device,
    theirs.at,
    id,
  );
  noteConflictNews(db, id);
}

export function openConflicts(db: Pick<WritableDatabase, 'all'>): ConflictRecord[] {
  return db
    .all<ConflictRow>('SELECT * FROM _sync_conflict WHERE resolved_at IS NULL')
    .map(toRecord);
}

/** Records a conflict, or brings an open one of the same field up to date: a field has at most one open conflict. */
export function recordConflict(db: WritableDatabase, conflict: FoundConflict): void {
  const open = db.get<{ id: string }>(
    'SELECT id FROM _sync_conflict WHERE tbl = ? AND pk = ? AND field = ? AND resolved_at IS NULL',
    conflict.tbl,
    conflict.pk,
    conflict.field,
  );
  noteConflictNews(db, open?.id ?? conflict.id);
  if (open) {
    db.run(
      `UPDATE _sync_conflict SET kind = ?, mine = ?, theirs = ?, theirs_version = ?,
         theirs_actor = NULL, theirs_device = NULL, theirs_at = NULL, theirs_asked = 0 WHERE id = ?`,
      conflict.kind,
      JSON.stringify(conflict.mine),
      JSON.stringify(conflict.theirs),
      conflict.theirsVersion,
      open.id,
    );
    return;
  }
  db.run(
    `INSERT INTO _sync_conflict
       (id, tbl, pk, field, kind, base, mine, theirs, theirs_version, actor, edited_at, found_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET resolved_at = NULL, resolved_by = NULL, strategy = NULL, notes = NULL,
       choice = NULL, resolved_device = NULL, mine = excluded.mine, theirs = excluded.theirs,
       found_at = excluded.found_at`,
    conflict.id,
    conflict.tbl,
    conflict.pk,
    conflict.field,
    conflict.kind,
    JSON.stringify(conflict.base),
    JSON.stringify(conflict.mine),
    JSON.stringify(conflict.theirs),
    conflict.theirsVersion,
    conflict.actor,
    conflict.editedAt,
    conflict.foundAt,
  );
}

export function openConflictsOf(db: WritableDatabase, tbl: number, pk: SqlValue): ConflictRecord[] {
  return db
    .all<ConflictRow>(
      // Two records that look like one hold nothing of either.
      `SELECT * FROM _sync_conflict WHERE tbl = ? AND pk = ? AND resolved_at IS NULL AND kind <> 'duplicate'`,
      tbl,
      pk,
    )
    .map(toRecord);
}

export function findConflict(db: WritableDatabase, id: string): ConflictRecord | undefined {
  const row = db.get<ConflictRow>('SELECT * FROM _sync_conflict WHERE id = ?', id);
  return row && toRecord(row);
}

export function listConflicts(
  db: Pick<WritableDatabase, 'all'>,
  filter: { resolved?: boolean; tbl?: number },
): ConflictRecord[] {
  const wanted = [
    ...(filter.resolved === undefined
      ? []
      : [`resolved_at IS ${filter.resolved ? 'NOT NULL' : 'NULL'}`]),
    ...(filter.tbl === undefined ? [] : [`tbl = ${String(filter.tbl)}`]),
  ];
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`;
  return db
    .all<ConflictRow>(`SELECT * FROM _sync_conflict ${where} ORDER BY found_at, tbl, pk, field`)
    .map(toRecord);
}

export function closeConflict(
  db: WritableDatabase,
  id: string,
  resolution: {
    strategy: string;
    notes: string | null;
    by: string;
    at: number;
    mine: WireValue;
    undo?: string | null;
    /** As JSON, and the desk's name. */
    choice?: string | null;
    device?: string | null;
  },
): void {
  noteConflictNews(db, id);
  db.run(
    `UPDATE _sync_conflict SET strategy = ?, notes = ?, resolved_by = ?, resolved_at = ?, mine = ?, undo = ?,
       choice = ?, resolved_device = ?
     WHERE id = ?`,
    resolution.strategy,
    resolution.notes,
    resolution.by,
    resolution.at,
    JSON.stringify(resolution.mine),
    resolution.undo ?? null,
    resolution.choice ?? null,
    resolution.device ?? null,
    id,
  );
}

/** Decided together: they are undone together. */
export function resolvedTogether(db: WritableDatabase, conflict: ConflictRecord): ConflictRecord[] {
  return db
    .all<ConflictRow>(
      'SELECT * FROM _sync_conflict WHERE tbl = ? AND pk = ? AND resolved_at = ? AND undo = ?',
      conflict.tbl,
      conflict.pk,
      conflict.resolvedAt,
      conflict.undo,
    )
    .map(toRecord);
}

export function reopenConflict(db: WritableDatabase, id: string, theirs: WireValue): void {
  noteConflictNews(db, id);
  db.run(
    `UPDATE _sync_conflict SET strategy = NULL, notes = NULL, resolved_by = NULL, resolved_at = NULL, undo = NULL,
       choice = NULL, resolved_device = NULL, theirs = ? WHERE id = ?`,
    JSON.stringify(theirs),
    id,
  );
}

export function countConflicts(db: Pick<WritableDatabase, 'all'>): {
  total: number;
  open: ReadonlyMap<number, number>;
} {
  const rows = db.all<{ tbl: number; total: number; open: number }>(
    'SELECT tbl, count(*) AS total, sum(resolved_at IS NULL) AS open FROM _sync_conflict GROUP BY tbl',
  );
  return {
    total: rows.reduce((sum, row) => sum + row.total, 0),
    open: new Map(rows.map((row) => [row.tbl, row.open])),
  };
}

function toRecord(row: ConflictRow): ConflictRecord {
  return {
    id: row.id,
    tbl: row.tbl,
    pk: row.pk,
    field: row.field,
    kind: row.kind,
    base: parse(row.base),
    mine: parse(row.mine),
    theirs: parse(row.theirs),
    theirsVersion: row.theirs_version,
    actor: row.actor,
    editedAt: row.edited_at,
    foundAt: row.found_at,
    strategy: row.strategy,
    notes: row.notes,
    resolvedBy: row.resolved_by,
    resolvedAt: row.resolved_at,
    undo: row.undo,
    choice: row.choice,
    resolvedDevice: row.resolved_device,
    theirsActor: row.theirs_actor,
    theirsDevice: row.theirs_device,
    theirsAt: row.theirs_at,
    shared: row.shared,
  };
}

function parse(text: string | null): WireValue {
  return text === null ? null : (JSON.parse(text) as WireValue);
}
