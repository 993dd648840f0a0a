import type { SqlValue, WritableDatabase } from './database.ts';
import type { DirtyRow } from './dirty.ts';

/** Who is named for what a desk offers again. */
export const OFFERED = 'recovery';

/**
 * Marks a row as an unsent edit, as the triggers would: what the server lost and is offered again [SYNC-8], and
 * what somebody decided.
 */
export function markDirty(
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue; op: DirtyRow['op']; actor?: string | null },
  now: number,
): void {
  db.run('UPDATE _sync_counter SET rev = rev + 1');
  db.run(
    `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
     SELECT ?, ?, ?, (SELECT rev FROM _sync_counter), randomblob(16), ?, ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM _sync_dirty WHERE tbl = ? AND pk = ?)`,
    row.tbl,
    row.pk,
    row.op,
    row.actor ?? OFFERED,
    now,
    now,
    row.tbl,
    row.pk,
  );
}

export interface Lost {
  readonly epoch: number;
  readonly known: number;
}

const LOST = `epoch < ? AND version > ? AND (tbl, pk) NOT IN (SELECT tbl, pk FROM _sync_reconciled)`;

/** What the desk holds at versions that the server may have lost, and of which it showed no image. */
export function lostRows(
  db: WritableDatabase,
  { epoch, known, limit }: Lost & { limit: number },
): { tbl: number; pk: SqlValue }[] {
  return db.all(`SELECT tbl, pk FROM _sync_row WHERE ${LOST} LIMIT +?`, epoch, known, limit);
}

/** The server showed its image of the record: whatever the desk holds of it now is what the server has. */
export function noteReconciled(db: WritableDatabase, row: { tbl: number; pk: SqlValue }): void {
  db.run(
    `INSERT INTO _sync_reconciled (tbl, pk) SELECT ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM _sync_reconciled WHERE tbl = ? AND pk = ?)`,
    row.tbl,
    row.pk,
    row.tbl,
    row.pk,
  );
}

/**
 * Records this desk holds from before the floor of which the server showed nothing: they were deleted since [SYNC-11]. What
 * a restored server has lost is none of them, though later commits may bear higher numbers: it is offered again [SYNC-8].
 */
export function unshownRows(
  db: WritableDatabase,
  floor: number,
  lost: Lost | undefined,
): { tbl: number; pk: SqlValue }[] {
  const { epoch, known } = lost ?? { epoch: 0, known: 0 };
  return db.all(
    `SELECT tbl, pk FROM _sync_row
     WHERE version < ? AND (tbl, pk) NOT IN (SELECT tbl, pk FROM _sync_reconciled)
       AND NOT (epoch < ? AND version > ?)`,
    floor,
    epoch,
    known,
  );
}

export function forgetReconciled(db: WritableDatabase): void {
  db.run('DELETE FROM _sync_reconciled');
}

export function forgetHeld(db: WritableDatabase, row: { tbl: number; pk: SqlValue }): void {
  db.run('DELETE FROM _sync_row WHERE tbl = ? AND pk = ?', row.tbl, row.pk);
}

/**
 * Tombstones the server lost together with the row itself: there is nothing to delete there, until another desk, which
 * never heard of the deletion, offers the record again.
 */
export function markLostTombstones(db: WritableDatabase, { epoch, known }: Lost): void {
  db.run(`UPDATE _sync_tombstone SET lost = 1 WHERE ${LOST}`, epoch, known);
}
