import type { WireValue } from '../../shared/records/values.ts';
import type { WritableDatabase } from './database.ts';

export interface StoredDraft {
  readonly id: string;
  readonly tbl: number;
  readonly key: string | null;
  readonly inputs: Readonly<Record<string, string | boolean>>;
  readonly base: Readonly<Record<string, WireValue>>;
  readonly savedAt: number;
}

interface Row {
  id: string;
  tbl: number;
  key: string | null;
  inputs: string;
  base: string;
  saved_at: number;
}

/** Newest first. A draft is its author's alone. */
export function listDrafts(db: Pick<WritableDatabase, 'all'>, actor: string): StoredDraft[] {
  return db
    .all<Row>('SELECT * FROM _sync_draft WHERE actor = ? ORDER BY saved_at DESC', actor)
    .map(({ saved_at, inputs, base, ...row }) => ({
      ...row,
      inputs: JSON.parse(inputs) as StoredDraft['inputs'],
      base: JSON.parse(base) as StoredDraft['base'],
      savedAt: saved_at,
    }));
}

export function countDrafts(db: Pick<WritableDatabase, 'get'>, actor: string): number {
  return (
    db.get<{ count: number }>('SELECT count(*) AS count FROM _sync_draft WHERE actor = ?', actor)
      ?.count ?? 0
  );
}

/** Keeps the newest `keep` of an actor's, and none saved before `keepSince`. */
export function saveDraft(
  db: WritableDatabase,
  actor: string,
  { draft, keep, keepSince }: { draft: StoredDraft; keep: number; keepSince: number },
): void {
  db.transaction(() => {
    db.run(
      `INSERT INTO _sync_draft (id, actor, tbl, key, inputs, base, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (actor, id) DO UPDATE SET inputs = excluded.inputs, base = excluded.base,
         saved_at = excluded.saved_at`,
      draft.id,
      actor,
      draft.tbl,
      draft.key,
      JSON.stringify(draft.inputs),
      JSON.stringify(draft.base),
      draft.savedAt,
    );
    db.run('DELETE FROM _sync_draft WHERE saved_at < ?', keepSince);
    db.run(
      `DELETE FROM _sync_draft WHERE actor = ? AND id NOT IN
         (SELECT id FROM _sync_draft WHERE actor = ? ORDER BY saved_at DESC LIMIT +?)`,
      actor,
      actor,
      keep,
    );
  });
}

export function discardDraft(db: WritableDatabase, actor: string, id: string): boolean {
  return db.run('DELETE FROM _sync_draft WHERE actor = ? AND id = ?', actor, id) > 0;
}
