import { hasNumberedKey } from '../../shared/records/manifest.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import { countJournalled } from './gather.ts';
import type { Store } from './open-store.ts';

/** Why a dirty row is not sent. */
export type HeldReason = 'conflict' | 'rejected' | 'parked';

export interface DirtyRow {
  readonly op: 'insert' | 'update' | 'delete';
  readonly rev: number;
  readonly actor: string;
  readonly last_at: number;
  readonly batch: number | null;
  readonly held: HeldReason | null;
  /** 1 where the base may not be what the edit began with, see `doubtBases`; 2 where it is not, see `offerOnBase`. */
  readonly doubtful: 0 | 1 | 2;
  /** What a batch of a former incarnation said of it, as `sentImage` reads it; null where there was none. */
  readonly sent: string | null;
}

export function hasDirtyRows(db: WritableDatabase): boolean {
  return db.get('SELECT 1 AS one FROM _sync_dirty LIMIT 1') !== undefined;
}

export function findDirty(db: WritableDatabase, tbl: number, pk: SqlValue): DirtyRow | undefined {
  return db.get<DirtyRow>(
    'SELECT op, rev, actor, last_at, batch, held, doubtful, sent FROM _sync_dirty WHERE tbl = ? AND pk = ?',
    tbl,
    pk,
  );
}

/** Rows that wait for a person. */
export function conflictingRows(
  db: Pick<WritableDatabase, 'all'>,
): { tbl: number; pk: SqlValue }[] {
  return db.all("SELECT tbl, pk FROM _sync_dirty WHERE held = 'conflict' ORDER BY tbl, pk");
}

/**
 * Edits from now on bear a higher revision than any there is. To be called in the transaction that keeps a revision to
 * compare with later: edits themselves only take the counter's number, for raising it would cost each a write [TRK-1].
 */
export function closeRevision(db: WritableDatabase): void {
  db.run('UPDATE _sync_counter SET rev = rev + 1');
}

/** What edits from now on bear at least. */
export function openRevision(db: Pick<WritableDatabase, 'get'>): number {
  return (db.get('SELECT rev FROM _sync_counter') as { rev: number }).rev;
}

/** A revision that every edit from now on bears at least, and none there is; writes only where that takes it. */
export function revisionFromNow(db: WritableDatabase): number {
  const { rev, used } = db.get(
    'SELECT rev, EXISTS (SELECT 1 FROM _sync_dirty AS d WHERE d.rev >= c.rev) AS used FROM _sync_counter AS c',
  ) as { rev: number; used: number };
  if (used === 0) return rev;
  return db.bookkeeping(() => {
    closeRevision(db);
    return openRevision(db);
  });
}

/** Whether something that was edited since is still to be sent, of the tables with these numbers where they are given. */
export function isDueSince(
  db: Pick<WritableDatabase, 'get'>,
  rev: number,
  tables: readonly number[] | null,
): boolean {
  const among = tables === null ? '' : `AND tbl IN (${tables.join(', ')})`;
  const sql = `SELECT 1 AS one FROM _sync_dirty WHERE rev >= ? AND batch IS NULL AND held IS NULL ${among} LIMIT 1`;
  return db.get(sql, rev) !== undefined;
}

export function clearDirty(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  db.run('DELETE FROM _sync_dirty WHERE tbl = ? AND pk = ?', tbl, pk);
}

type Change = (
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue },
  change: { op: DirtyRow['op']; held: HeldReason | null },
) => void;

const EDITED = 'mutation = randomblob(16), rev = (SELECT rev FROM _sync_counter)';

/** Counts as an edit: a new revision, so that an answer on its way does not clear the row, and a new mutation id [SYNC-7]. */
function changing(columns: string): Change {
  const sql = `UPDATE _sync_dirty SET op = ?, held = ?, ${columns} WHERE tbl = ? AND pk = ?`;
  return (db, { tbl, pk }, { op, held }) => {
    closeRevision(db);
    db.run(sql, op, held, tbl, pk);
  };
}

/** What a merge or an answer made of a row that stays dirty; its base is the image that it was merged with. */
export const updateDirty = changing(`sent = NULL, doubtful = 0, ${EDITED}`);

/**
 * What somebody decided of a row that stays dirty: no image of the server's was met, so what a batch of a former incarnation
 * said of it may still be there [SYNC-1].
 */
export const decideDirty = changing(EDITED);

/**
 * A decision made the row what the server has. Where a batch, unanswered or of a former incarnation, may bring there
 * something else, it stays an unsent edit, which the answer rebases [TRK-4]. Returns whether it is clean.
 */
export function clearUnlessSent(
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue },
  change: { op: DirtyRow['op']; held: HeldReason | null },
): boolean {
  const dirty = findDirty(db, row.tbl, row.pk);
  const isSent = dirty !== undefined && (dirty.batch !== null || dirty.sent !== null);
  if (isSent) decideDirty(db, row, change);
  else clearDirty(db, row.tbl, row.pk);
  return !isSent;
}

/** The same unsent edit of a record that has another key from now on: whatever a batch says of the old one is not about it. */
export function moveDirty(
  db: WritableDatabase,
  { tbl, pk }: { tbl: number; pk: SqlValue },
  to: SqlValue,
): void {
  closeRevision(db);
  db.run(
    `UPDATE _sync_dirty SET pk = ?, batch = NULL, ${EDITED} WHERE tbl = ? AND pk = ?`,
    to,
    tbl,
    pk,
  );
}

/**
 * The desk was put back to an earlier state: of its unsent edits the server may have had any, under an earlier
 * incarnation. Until they meet the server's images nothing is added to a counter that may count them already.
 */
export function doubtBases(db: WritableDatabase): void {
  db.run('UPDATE _sync_dirty SET doubtful = max(doubtful, 1)');
}

/** What a batch of a former incarnation said of the row: the server's image may be this desk's own earlier one. */
export function keepSent(
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue; batch: number },
  sent: string,
): void {
  const sql = 'UPDATE _sync_dirty SET sent = ? WHERE tbl = ? AND pk = ? AND batch = ?';
  db.run(sql, sent, row.tbl, row.pk, row.batch);
}

/** Of a table, unsent edits that nothing holds and of which nothing is kept that was sent. */
export function unsentRows(
  db: WritableDatabase,
  tbl: number,
  limit: number,
): { pk: SqlValue; op: DirtyRow['op'] }[] {
  const sql = `SELECT pk, op FROM _sync_dirty
    WHERE tbl = ? AND batch IS NULL AND held IS NULL AND sent IS NULL LIMIT +?`;
  return db.all(sql, tbl, limit);
}

/** Whatever became of it, the row was at this, which somebody else may bring; `sent` is null for a deletion. */
export function keepAsSent(
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue },
  sent: string | null,
): void {
  const sql = 'UPDATE _sync_dirty SET sent = ? WHERE tbl = ? AND pk = ?';
  db.run(sql, sent ?? 'null', row.tbl, row.pk);
}

/**
 * What a restored server lost is offered again on its older image, with whatever was edited of it: nobody made that of this
 * image, and whoever writes the record before it arrives may contradict any of it [SYNC-8].
 */
export function offerOnBase(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  db.run('UPDATE _sync_dirty SET doubtful = 2 WHERE tbl = ? AND pk = ?', tbl, pk);
}

/** Clears the row if it is still as it was sent and nothing holds it. Returns whether it did. */
export function clearIfSent(
  db: WritableDatabase,
  row: { tbl: number; pk: SqlValue },
  rev: number,
): boolean {
  return (
    db.run(
      'DELETE FROM _sync_dirty WHERE tbl = ? AND pk = ? AND rev = ? AND held IS NULL',
      row.tbl,
      row.pk,
      rev,
    ) > 0
  );
}

/** Takes the row out of its batch, so that it can be sent again. */
export function releaseDirty(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  db.run('UPDATE _sync_dirty SET batch = NULL WHERE tbl = ? AND pk = ?', tbl, pk);
}

/** Takes the row out of its batch, to be sent after what is due by now: as if it had been edited just then. */
export function postponeDirty(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  closeRevision(db);
  const sql = 'UPDATE _sync_dirty SET batch = NULL, rev = ? WHERE tbl = ? AND pk = ?';
  db.run(sql, openRevision(db), tbl, pk);
}

export function markRejected(db: WritableDatabase, tbl: number, pk: SqlValue): void {
  db.run(
    `UPDATE _sync_dirty SET batch = NULL, held = 'rejected' WHERE tbl = ? AND pk = ?`,
    tbl,
    pk,
  );
}

/**
 * A rejected row that was edited since goes out again, and with it the rows that were refused only because
 * a record they reference was missing.
 */
export function releaseEditedRejections(db: WritableDatabase): void {
  // Before each push, and mostly nothing is set aside: not even the write lock is taken for that.
  if (!db.get(ANY_REJECTION)) return;
  db.bookkeeping(() => {
    releaseEdited(db);
  });
}

const ANY_REJECTION = `SELECT 1 FROM (SELECT 1 FROM _sync_quarantine
  UNION ALL SELECT 1 FROM _sync_dirty WHERE held = 'rejected') LIMIT 1`;

function releaseEdited(db: WritableDatabase): void {
  const edited = db.run(
    `DELETE FROM _sync_quarantine WHERE EXISTS (
       SELECT 1 FROM _sync_dirty d WHERE d.tbl = _sync_quarantine.tbl AND d.pk = _sync_quarantine.pk
         AND d.held = 'rejected' AND d.rev > _sync_quarantine.rev)`,
  );
  if (edited > 0) db.run(`DELETE FROM _sync_quarantine WHERE reason = 'missing-reference'`);
  // Refused for a sibling's sake, and no sibling is set aside any more.
  db.run(
    `DELETE FROM _sync_quarantine WHERE reason = 'group' AND NOT EXISTS (
       SELECT 1 FROM _sync_dirty d JOIN _sync_dirty g ON g.grp = d.grp
       JOIN _sync_quarantine q ON q.tbl = g.tbl AND q.pk = g.pk AND q.reason <> 'group'
       WHERE d.tbl = _sync_quarantine.tbl AND d.pk = _sync_quarantine.pk)`,
  );
  db.run(
    `UPDATE _sync_dirty SET held = CASE WHEN EXISTS (
         SELECT 1 FROM _sync_conflict c WHERE c.tbl = _sync_dirty.tbl AND c.pk = _sync_dirty.pk
           AND c.resolved_at IS NULL AND c.kind IN ('edit', 'insert', 'delete-edit', 'edit-delete')) THEN 'conflict' END
     WHERE held = 'rejected' AND NOT EXISTS (
       SELECT 1 FROM _sync_quarantine q WHERE q.tbl = _sync_dirty.tbl AND q.pk = _sync_dirty.pk)`,
  );
  db.run(
    `DELETE FROM _sync_quarantine WHERE NOT EXISTS (
       SELECT 1 FROM _sync_dirty d WHERE d.tbl = _sync_quarantine.tbl AND d.pk = _sync_quarantine.pk)`,
  );
}

/** Rows that are due to be sent or on their way. */
export function countDue(db: Pick<WritableDatabase, 'get'>): number {
  const sql = 'SELECT count(*) AS count FROM _sync_dirty WHERE held IS NULL';
  return (db.get(sql) as { count: number }).count;
}

export interface PendingCounts {
  readonly tbl: number;
  readonly pending: number;
  readonly quarantined: number;
}

/**
 * Dirty rows by table; `quarantined` of them are held back after a refusal. What is written and not gathered yet counts
 * as well, for it waits too: at most too much is said, and only until somebody gathers.
 */
export function countPending(db: Pick<WritableDatabase, 'get' | 'all'>): PendingCounts[] {
  const counts = db.all<PendingCounts>(
    `SELECT tbl, count(*) AS pending, sum(held IN ('rejected', 'parked')) AS quarantined
     FROM _sync_dirty GROUP BY tbl`,
  );
  const more = new Map(countJournalled(db).map(({ tbl, rows }) => [tbl, rows]));
  const clean = [...more.keys()].filter((tbl) => !counts.some((row) => row.tbl === tbl));
  return [...counts, ...clean.map((tbl) => ({ tbl, pending: 0, quarantined: 0 }))].map((row) => ({
    ...row,
    pending: row.pending + (more.get(row.tbl) ?? 0),
  }));
}

/** Records that wait in this file to be sent, of whatever version it is. */
export function countUnsent(db: Pick<WritableDatabase, 'get' | 'all'>): number {
  return countPending(db).reduce((sum, { pending }) => sum + pending, 0);
}

/**
 * Whether something is unsent that must not count twice where a copy of this desk has sent it: amounts that are added up, and
 * new records whose keys are numbers, which would be taken for other records of that number.
 */
export function hasUnrepeatable(store: Pick<Store, 'db' | 'schema' | 'tableId'>): boolean {
  return store.schema.tables.some((table) => {
    const adds = table.columns.some(({ policy }) => (policy ?? table.policy) === 'counter');
    if (!adds && !hasNumberedKey(table)) return false;
    const which = adds ? '' : "AND op = 'insert'";
    const sql = `SELECT 1 AS one FROM _sync_dirty WHERE tbl = ? ${which} LIMIT 1`;
    return store.db.get(sql, store.tableId(table.name)) !== undefined;
  });
}
