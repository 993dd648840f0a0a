import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import type { DirtyRow } from './dirty.ts';

/** An unsent edit that a person gave up: the record as it was here, and what it went back to. */
export interface Discarded {
  readonly id: number;
  readonly tbl: number;
  readonly pk: SqlValue;
  readonly op: DirtyRow['op'];
  readonly title: string;
  readonly mine: WireRow | null;
  readonly base: WireRow | null;
  readonly by: string;
  readonly at: number;
}

/** Keeps it; what was discarded before `keepSince` is forgotten. Returns its number. */
export function keepDiscarded(
  db: WritableDatabase,
  discarded: Omit<Discarded, 'id'>,
  keepSince: number,
): number {
  db.run('DELETE FROM _sync_discarded WHERE at < ?', keepSince);
  db.run(
    `INSERT INTO _sync_discarded (tbl, pk, op, title, mine, base, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    discarded.tbl,
    discarded.pk,
    discarded.op,
    discarded.title,
    JSON.stringify(discarded.mine),
    JSON.stringify(discarded.base),
    discarded.by,
    discarded.at,
  );
  return db.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
}

/** Newest first. */
export function listDiscarded(db: Pick<WritableDatabase, 'all'>): Discarded[] {
  return db.all<DiscardedRow>('SELECT * FROM _sync_discarded ORDER BY id DESC').map(toDiscarded);
}

export function findDiscarded(db: WritableDatabase, id: number): Discarded | undefined {
  const row = db.get<DiscardedRow>('SELECT * FROM _sync_discarded WHERE id = ?', id);
  return row && toDiscarded(row);
}

export function forgetDiscarded(db: WritableDatabase, id: number): void {
  db.run('DELETE FROM _sync_discarded WHERE id = ?', id);
}

type DiscardedRow = Omit<Discarded, 'mine' | 'base'> & { mine: string; base: string };

function toDiscarded(row: DiscardedRow): Discarded {
  return {
    ...row,
    mine: JSON.parse(row.mine) as WireRow | null,
    base: JSON.parse(row.base) as WireRow | null,
  };
}
