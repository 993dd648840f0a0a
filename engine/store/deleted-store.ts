import type { WireValue } from '../../shared/records/values.ts';
import type { SqlValue, WritableDatabase } from './database.ts';

/** A record as it was when it left its table. */
export interface DeletedRow {
  readonly id: number;
  readonly tbl: number;
  readonly pk: SqlValue;
  readonly title: string;
  readonly row: Readonly<Record<string, WireValue>>;
  /** Null where another desk deleted it. */
  readonly actor: string | null;
  readonly at: number;
}

/** To be called in the transaction of the deletion. */
export function keepDeleted(db: WritableDatabase, deleted: Omit<DeletedRow, 'id'>): void {
  db.run('DELETE FROM _sync_deleted WHERE tbl = ? AND pk = ?', deleted.tbl, deleted.pk);
  db.run(
    'INSERT INTO _sync_deleted (tbl, pk, title, row, actor, at) VALUES (?, ?, ?, ?, ?, ?)',
    deleted.tbl,
    deleted.pk,
    deleted.title,
    JSON.stringify(deleted.row),
    deleted.actor,
    deleted.at,
  );
}

export function forgetDeletedBefore(db: WritableDatabase, at: number): void {
  db.run('DELETE FROM _sync_deleted WHERE at < ?', at);
}

/** Newest first. */
export function listDeleted(db: Pick<WritableDatabase, 'all'>): DeletedRow[] {
  return db.all<Raw>('SELECT * FROM _sync_deleted ORDER BY at DESC, id DESC').map(toDeleted);
}

export function findDeleted(db: Pick<WritableDatabase, 'get'>, id: number): DeletedRow | undefined {
  const row = db.get<Raw>('SELECT * FROM _sync_deleted WHERE id = ?', id);
  return row && toDeleted(row);
}

export function forgetDeleted(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  db.run('DELETE FROM _sync_deleted WHERE tbl = ? AND pk = ?', tbl, pk);
}

type Raw = Omit<DeletedRow, 'row'> & { row: string };

function toDeleted({ row, ...rest }: Raw): DeletedRow {
  return { ...rest, row: JSON.parse(row) as DeletedRow['row'] };
}
