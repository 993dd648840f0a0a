import type { SqlValue, WritableDatabase } from './database.ts';

/** One import: which table, where the rows came from, and who ran it. */
export interface StoredImport {
  readonly id: number;
  readonly tbl: number;
  readonly source: string;
  readonly actor: string;
  readonly at: number;
  readonly undoneAt: number | null;
  /** Records of it that were not looked at by an undo. */
  readonly rows: number;
}

const SELECT = `SELECT i.id, i.tbl, i.source, i.actor, i.at, i.undone_at AS undoneAt,
  (SELECT count(*) FROM _sync_import_row r WHERE r.import = i.id) AS rows FROM _sync_import i`;

export function beginImport(
  db: WritableDatabase,
  run: Pick<StoredImport, 'tbl' | 'source' | 'actor' | 'at'>,
): number {
  db.run(
    'INSERT INTO _sync_import (tbl, source, actor, at) VALUES (?, ?, ?, ?)',
    run.tbl,
    run.source,
    run.actor,
    run.at,
  );
  return db.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
}

export function findImport(
  db: Pick<WritableDatabase, 'get'>,
  id: number,
): StoredImport | undefined {
  return db.get<StoredImport>(`${SELECT} WHERE i.id = ?`, id);
}

/** Newest first. */
export function listImports(db: Pick<WritableDatabase, 'all'>): StoredImport[] {
  return db.all<StoredImport>(`${SELECT} ORDER BY i.id DESC LIMIT 100`);
}

/** To be called in the transaction that adds the record. */
export function noteImported(db: WritableDatabase, id: number, pk: SqlValue): void {
  db.run('INSERT INTO _sync_import_row (import, pk) VALUES (?, ?)', id, pk);
}

/** Keys of records that the import added and no undo has looked at. */
export function importedKeys(
  db: Pick<WritableDatabase, 'all'>,
  id: number,
  limit: number,
): SqlValue[] {
  return db
    .all<{ pk: SqlValue }>('SELECT pk FROM _sync_import_row WHERE import = ? LIMIT +?', id, limit)
    .map(({ pk }) => pk);
}

export function forgetImported(db: WritableDatabase, id: number, pk: SqlValue): void {
  db.run('DELETE FROM _sync_import_row WHERE import = ? AND pk = ?', id, pk);
}

export function endUndo(db: WritableDatabase, id: number, at: number): void {
  db.run('UPDATE _sync_import SET undone_at = ? WHERE id = ?', at, id);
}

/** Whether the record was changed after it was added: here, by another program, or at another desk. */
export function changedSince(
  db: Pick<WritableDatabase, 'get'>,
  { tbl, pk }: { tbl: number; pk: SqlValue },
): boolean {
  const found = db.get<{ edits: number; foreign_edit: number }>(
    `SELECT (SELECT count(*) FROM _sync_history WHERE tbl = ? AND pk = ?) AS edits,
       EXISTS (SELECT 1 FROM _sync_row WHERE tbl = ? AND pk = ? AND own = 0)
         OR EXISTS (SELECT 1 FROM _sync_dirty WHERE tbl = ? AND pk = ? AND actor = 'external') AS foreign_edit`,
    ...[tbl, pk, tbl, pk, tbl, pk],
  );
  return found !== undefined && (found.edits > 1 || found.foreign_edit === 1);
}
