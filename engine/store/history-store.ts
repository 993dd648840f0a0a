import type { SqlValue, WritableDatabase } from './database.ts';

/** One edit made at this desk: which columns, never what was in them. */
export interface NotedEdit {
  readonly op: 'insert' | 'update' | 'delete';
  readonly columns: readonly string[];
  readonly actor: string;
  readonly at: number;
}

interface Place {
  readonly tbl: number;
  readonly pk: SqlValue;
}

/**
 * To be called in the edit's own transaction, after the edit: its time is of the clock that the edit's triggers read, so it
 * is never before the edit's own.
 */
export function noteEdit(
  db: WritableDatabase,
  { tbl, pk }: Place,
  edit: Omit<NotedEdit, 'at'>,
): void {
  db.run(
    `INSERT INTO _sync_history (tbl, pk, op, columns, actor, at)
     VALUES (?, ?, ?, ?, ?, CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER))`,
    tbl,
    pk,
    edit.op,
    JSON.stringify(edit.columns),
    edit.actor,
  );
}

/** Newest first. */
export function readEdits(db: Pick<WritableDatabase, 'all'>, { tbl, pk }: Place): NotedEdit[] {
  return db
    .all<Omit<NotedEdit, 'columns'> & { columns: string }>(
      'SELECT op, columns, actor, at FROM _sync_history WHERE tbl = ? AND pk = ? ORDER BY id DESC',
      tbl,
      pk,
    )
    .map((edit) => ({ ...edit, columns: JSON.parse(edit.columns) as string[] }));
}

/** What the server said when it was last asked, as JSON. */
export function readTold(
  db: Pick<WritableDatabase, 'get'>,
  { tbl, pk }: Place,
): { told: string; at: number } | undefined {
  return db.get<{ told: string; at: number }>(
    'SELECT told, at FROM _sync_history_told WHERE tbl = ? AND pk = ?',
    tbl,
    pk,
  );
}

export function keepTold(
  db: WritableDatabase,
  { tbl, pk }: Place,
  { told, at }: { told: string; at: number },
): void {
  db.run(
    `INSERT INTO _sync_history_told (tbl, pk, told, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (tbl, pk) DO UPDATE SET told = excluded.told, at = excluded.at`,
    tbl,
    pk,
    told,
    at,
  );
}

/** The record's own unsent edit, whoever made it; undefined where it is as the server has it. */
export function findUnsent(
  db: Pick<WritableDatabase, 'get'>,
  { tbl, pk }: Place,
): { op: NotedEdit['op']; actor: string; first_at: number; last_at: number } | undefined {
  return db.get(
    'SELECT op, actor, first_at, last_at FROM _sync_dirty WHERE tbl = ? AND pk = ?',
    tbl,
    pk,
  );
}
