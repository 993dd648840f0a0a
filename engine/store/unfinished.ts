import type { WritableDatabase } from './database.ts';

/**
 * Whether anything of this desk waits: to be gathered, sent, answered, mended, decided or told to the others. Where nothing
 * does, there is nothing to share and nothing to push, and one statement has told so.
 */
export function hasUnfinished(db: Pick<WritableDatabase, 'get'>): boolean {
  return (
    db.get(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM _sync_arrival) OR EXISTS (SELECT 1 FROM _sync_image)
         OR EXISTS (SELECT 1 FROM _sync_dirty) OR EXISTS (SELECT 1 FROM _sync_batch)
         OR EXISTS (SELECT 1 FROM _sync_quarantine) OR EXISTS (SELECT 1 FROM _sync_conflict_news)
         OR EXISTS (SELECT 1 FROM _sync_conflict WHERE resolved_at IS NULL)`,
    ) !== undefined
  );
}
