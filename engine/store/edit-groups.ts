import type { SqlValue, WritableDatabase } from './database.ts';
import { openRevision } from './dirty.ts';
import type { Store } from './open-store.ts';

interface RecordPlace {
  readonly tbl: number;
  readonly pk: SqlValue;
}

/**
 * Makes unsent edits hold together: they are sent in one batch and applied whole or not at all [SYNC-4]. Edits that
 * belong to another group already bring it with them. Does nothing where there are fewer than two.
 */
export function groupEdits(
  store: Pick<Store, 'db' | 'gather'>,
  records: readonly RecordPlace[],
): void {
  const { db } = store;
  // They may be edits of this very transaction.
  store.gather();
  const unsent = records.flatMap((record) => {
    const row = db.get<{ grp: string | null }>(
      'SELECT grp FROM _sync_dirty WHERE tbl = ? AND pk = ? AND batch IS NULL',
      record.tbl,
      record.pk,
    );
    return row ? [{ ...record, ...row }] : [];
  });
  const [first] = unsent;
  if (!first || unsent.length < 2) return;
  const known = unsent.find(({ grp }) => grp !== null)?.grp ?? null;
  if (known === null) db.run('UPDATE _sync_counter SET rev = rev + 1');
  const grp = known ?? `g${String(openRevision(db))}`;
  for (const { tbl, pk, grp: before } of unsent) {
    if (before !== null && before !== grp) {
      db.run('UPDATE _sync_dirty SET grp = ? WHERE grp = ? AND batch IS NULL', grp, before);
    }
    db.run('UPDATE _sync_dirty SET grp = ? WHERE tbl = ? AND pk = ?', grp, tbl, pk);
  }
}

/** The group was applied, or can no longer hold together: what is left of it are edits like any other. */
export function leaveGroup(db: WritableDatabase, { tbl, pk }: RecordPlace): void {
  db.run('UPDATE _sync_dirty SET grp = NULL WHERE tbl = ? AND pk = ? AND grp IS NOT NULL', tbl, pk);
}
