import type { WritableDatabase } from './database.ts';

/** Versions this desk wrote and already holds, as ranges, so that a pull leaves them out [SYNC-15]. */
export function addOwnCommit(db: WritableDatabase, version: number): void {
  const extended = db.run('UPDATE _sync_own SET last = ? WHERE last = ?', version, version - 1);
  if (extended === 0) {
    db.run('INSERT INTO _sync_own (first, last) VALUES (?, ?)', version, version);
  }
}

export function forgetOwnCommits(db: WritableDatabase, upTo: number): void {
  db.run('DELETE FROM _sync_own WHERE last <= ?', upTo);
}

/** Whether it holds versions of its own above its cursor, with others' in between. */
export function hasOwnCommits(db: WritableDatabase): boolean {
  return db.get('SELECT 1 FROM _sync_own LIMIT 1') !== undefined;
}

/** `1-5,9-9`; at most `limit` ranges: leaving some out only costs bytes. */
export function formatOwnCommits(db: WritableDatabase, limit: number): string {
  const listed = db.get<{ ranges: string | null }>(
    `SELECT group_concat(first || '-' || last) AS ranges
     FROM (SELECT first, last FROM _sync_own ORDER BY first LIMIT +?)`,
    limit,
  );
  return listed?.ranges ?? '';
}
