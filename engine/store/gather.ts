import { openReadonly, openWritable, type WritableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { carryOut, findSql, hasJournal, journalledTables } from './gather-tables.ts';
import { EXTERNAL, forgetSlices } from './gather-slices.ts';

/*
 * Gathering: what triggers have journalled becomes marks and bases [TRK-1]. Of each key the oldest entry says what was
 * there when the marks were last right; together with the row as it is now that is all there is to know. Set by set, so
 * that it costs the same few statements whatever another program has done.
 */

/**
 * Makes the marks say what was written since they last did. To be called within a transaction: entries go and marks come
 * together, so that a crash leaves one or the other.
 * @param actor who wrote it
 */
export function gather(db: WritableDatabase, actor: string): void {
  if (!hasJournal(db)) return;
  const left: number[] = [];
  for (const tbl of journalledTables(db)) {
    const sql = findSql(db, tbl);
    if (sql) carryOut(db, sql, { actor, judge: () => db.run(sql.judge) });
    else if (db.get('SELECT 1 FROM _sync_table WHERE id = ?', tbl)) left.push(tbl);
  }
  empty(db, left);
  forgetSlices(db);
}

/*
 * Entries of a table that is gone wait for it to be back. Then the last arrival's number stays taken, for images say by
 * these numbers what they are older than.
 */
function empty(db: WritableDatabase, left: readonly number[]): void {
  if (left.length === 0) {
    db.run('DELETE FROM _sync_arrival');
    db.run('DELETE FROM _sync_image');
    return;
  }
  const others = `tbl NOT IN (${left.join(', ')})`;
  db.run(
    `UPDATE _sync_arrival SET tbl = ? WHERE ${others} AND seq = (SELECT max(seq) FROM _sync_arrival)`,
    left[0] ?? 0,
  );
  db.run(`DELETE FROM _sync_arrival WHERE ${others}`);
  db.run(`DELETE FROM _sync_image WHERE ${others}`);
}

/** Records of which something waits to be gathered and that bear no mark: how many may turn out to be dirty. */
export function countJournalled(
  db: Pick<WritableDatabase, 'get' | 'all'>,
): { tbl: number; rows: number }[] {
  // A backup may be of before there was a journal.
  const known = db.get("SELECT 1 FROM sqlite_master WHERE name = '_sync_image'");
  if (!known || !hasJournal(db)) return [];
  return journalledTables(db).flatMap((tbl) => {
    const sql = findSql(db, tbl);
    const found = sql && db.get<{ rows: number }>(sql.countUnmarked);
    return found && found.rows > 0 ? [{ tbl, rows: found.rows }] : [];
  });
}

/** Gathers what lies in a file that is nobody's at work; its tables and their rows stay as they are. */
export function gatherFile(path: string, key: DatabaseKey | undefined): void {
  const reader = openReadonly(path, { mustExist: true, key });
  let some: boolean;
  try {
    some = countJournalled(reader).length > 0;
  } finally {
    reader.close();
  }
  if (!some) return;
  const db = openWritable(path, { mustExist: true, key });
  try {
    db.transaction(() => {
      gather(db, EXTERNAL);
    });
  } finally {
    db.close();
  }
}
