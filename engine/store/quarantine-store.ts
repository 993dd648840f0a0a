import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import { closeRevision } from './dirty.ts';

/** A row that is not sent until a person has looked, with the reason as data. */
export interface QuarantineRecord {
  readonly tbl: number;
  readonly pk: SqlValue;
  readonly op: 'insert' | 'update' | 'delete';
  readonly reason: string;
  readonly columns: readonly string[];
  /** A table's name, or the JSON wire row of a record that had to leave its table. */
  readonly detail: string | null;
  /** The revision that was refused: an edit after it goes out again. */
  readonly rev: number;
  readonly at: number;
}

export function quarantine(db: WritableDatabase, record: QuarantineRecord): void {
  closeRevision(db);
  db.run(
    `INSERT INTO _sync_quarantine (tbl, pk, op, reason, columns, detail, rev, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tbl, pk) DO UPDATE SET op = excluded.op, reason = excluded.reason,
       columns = excluded.columns, detail = excluded.detail, rev = excluded.rev, at = excluded.at`,
    record.tbl,
    record.pk,
    record.op,
    record.reason,
    JSON.stringify(record.columns),
    record.detail,
    record.rev,
    record.at,
  );
}

export function listQuarantine(db: Pick<WritableDatabase, 'all'>): QuarantineRecord[] {
  return db
    .all<Omit<QuarantineRecord, 'columns'> & { columns: string }>(
      'SELECT tbl, pk, op, reason, columns, detail, rev, at FROM _sync_quarantine ORDER BY at, tbl',
    )
    .map((row) => ({ ...row, columns: JSON.parse(row.columns) as string[] }));
}

export function findQuarantined(
  db: WritableDatabase,
  { tbl, pk }: Pick<QuarantineRecord, 'tbl' | 'pk'>,
): QuarantineRecord | undefined {
  return listQuarantine(db).find((record) => record.tbl === tbl && record.pk === pk);
}

export function leaveQuarantine(
  db: WritableDatabase,
  { tbl, pk }: Pick<QuarantineRecord, 'tbl' | 'pk'>,
): void {
  db.run('DELETE FROM _sync_quarantine WHERE tbl = ? AND pk = ?', tbl, pk);
}

/** The record has another key from now on. */
export function moveInQuarantine(
  db: WritableDatabase,
  { tbl, pk }: Pick<QuarantineRecord, 'tbl' | 'pk'>,
  to: SqlValue,
): void {
  db.run('UPDATE _sync_quarantine SET pk = ? WHERE tbl = ? AND pk = ?', to, tbl, pk);
}

/** The whole record, where it had to leave its table. */
export function parkedRow({ detail }: Pick<QuarantineRecord, 'detail'>): WireRow | null {
  return detail?.startsWith('[') ? (JSON.parse(detail) as WireRow) : null;
}

/** The image of a record that had to leave its table; null where it did not. */
export function readParked(
  db: WritableDatabase,
  row: Pick<QuarantineRecord, 'tbl' | 'pk'>,
): WireRow | null {
  const record = findQuarantined(db, row);
  return record ? parkedRow(record) : null;
}

/** Changes the image that is kept of a record outside its table. */
export function writeParked(
  db: WritableDatabase,
  row: Pick<QuarantineRecord, 'tbl' | 'pk'>,
  image: WireRow,
): void {
  db.run(
    'UPDATE _sync_quarantine SET detail = ? WHERE tbl = ? AND pk = ?',
    JSON.stringify(image),
    row.tbl,
    row.pk,
  );
}

/** Whether the server said that it does not know this table: an older one, until it is updated. */
export function isUnknownThere(db: Pick<WritableDatabase, 'get'>, tbl: number): boolean {
  const sql = `SELECT 1 AS one FROM _sync_quarantine WHERE tbl = ? AND reason = 'unknown-table' LIMIT 1`;
  return db.get(sql, tbl) !== undefined;
}

/** To be tried again: the server may have been updated since. */
export function releaseUnknown(db: WritableDatabase, tbl: number): void {
  db.run(`DELETE FROM _sync_quarantine WHERE tbl = ? AND reason = 'unknown-table'`, tbl);
}
