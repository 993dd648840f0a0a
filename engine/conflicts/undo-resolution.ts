import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireRow } from '../../shared/records/values.ts';
import {
  type ConflictRecord,
  openConflictsOf,
  reopenConflict,
  resolvedTogether,
} from '../store/conflict-store.ts';
import { type DirtyRow, decideDirty, findDirty } from '../store/dirty.ts';
import { markDirty } from '../store/offers.ts';
import { readParked, writeParked } from '../store/quarantine-store.ts';
import type { Store } from '../store/open-store.ts';
import type { Held, TableAccess } from '../store/table-access.ts';
import { backAtBase } from './back-at-base.ts';
import { groupOf, sameRow } from './merge.ts';

/** A record as it stood around a resolution. */
interface Standing {
  readonly row: WireRow | null;
  readonly base: WireRow | null;
  readonly dirty: Pick<DirtyRow, 'op' | 'held' | 'rev'> | null;
  readonly held: Held | null;
  /** What is kept of it outside its table. */
  readonly parked?: WireRow | null;
}

interface UndoNote {
  readonly before: Standing;
  readonly after: Standing;
}

export function standingOf(store: Store, access: TableAccess, pk: ConflictRecord['pk']): Standing {
  const dirty = findDirty(store.db, access.id, pk);
  return {
    row: access.read(pk),
    base: access.readBase(pk),
    dirty: dirty ? { op: dirty.op, held: dirty.held, rev: dirty.rev } : null,
    held: access.held(pk) ?? null,
    parked: readParked(store.db, { tbl: access.id, pk }),
  };
}

export function undoNote(note: UndoNote): string {
  return JSON.stringify(note);
}

/**
 * Opens a decided conflict again. As long as nothing was sent and nothing came, the record is put back as it was;
 * later a field is asked about again, with the value that was not chosen. Runs inside `applyRemote`.
 * @throws SatchelError CONFLICT_CHANGED where the record has moved on
 */
export function undoResolution(store: Store, access: TableAccess, conflict: ConflictRecord): void {
  const { tbl, pk, id } = conflict;
  const changed = new SatchelError('CONFLICT_CHANGED', { id });
  const isSending = (findDirty(store.db, tbl, pk)?.batch ?? null) !== null;
  if (conflict.undo === null || isSending) throw changed;
  const { before, after } = JSON.parse(conflict.undo) as UndoNote;
  const together = resolvedTogether(store.db, conflict);
  const now = standingOf(store, access, pk);
  if (sameStanding(now, after)) {
    putBack(store, access, { before, conflict });
    for (const one of together) reopenConflict(store.db, one.id, one.theirs);
    return;
  }
  if (conflict.field === '' || now.dirty !== null || now.row === null) throw changed;
  if (openConflictsOf(store.db, tbl, pk).length > 0) throw changed;
  const companions = companionsOf(access, together);
  if (companions.some((index) => now.row?.[index] !== before.row?.[index])) throw changed;
  if (conflict.strategy !== 'keep_remote') {
    // The server has what was chosen; what was not is still in the conflict.
    for (const one of together) reopenConflict(store.db, one.id, one.theirs);
    return;
  }
  const row = [...now.row];
  for (const one of together) {
    const index = access.table.columns.findIndex(({ name }) => name === one.field);
    reopenConflict(store.db, one.id, now.row[index] ?? null);
    row[index] = one.mine;
  }
  access.writeBase(now.row);
  access.write(row);
  const { actor, editedAt, foundAt } = conflict;
  markDirty(store.db, { tbl, pk, op: 'update', actor }, editedAt ?? foundAt);
  decideDirty(store.db, { tbl, pk }, { op: 'update', held: 'conflict' });
}

/** What the value that was not chosen stood with, as columns: nobody has seen it with anything else. */
function companionsOf({ table }: TableAccess, together: readonly ConflictRecord[]): number[] {
  const fields = new Set(together.map(({ field }) => field));
  const group = new Set([...fields].flatMap((field) => groupOf(table, field)));
  return table.columns.flatMap(({ name }, index) =>
    group.has(name) && !fields.has(name) ? [index] : [],
  );
}

function putBack(
  store: Store,
  access: TableAccess,
  { before, conflict }: { before: Standing; conflict: ConflictRecord },
): void {
  const { tbl, pk } = conflict;
  if (before.parked) {
    writeParked(store.db, conflict, before.parked);
    return;
  }
  if (before.row === null) access.remove(pk);
  else access.write(before.row);
  if (before.base === null) access.dropBase(pk);
  else access.writeBase(before.base);
  if (before.dirty === null) {
    backAtBase(store, access, { pk, held: null });
    return;
  }
  const { op, held } = before.dirty;
  const { actor, editedAt, foundAt } = conflict;
  markDirty(store.db, { tbl, pk, op, actor }, editedAt ?? foundAt);
  decideDirty(store.db, { tbl, pk }, { op, held });
}

function sameStanding(a: Standing, b: Standing): boolean {
  return (
    same(a.row, b.row) &&
    same(a.parked ?? null, b.parked ?? null) &&
    a.held?.epoch === b.held?.epoch &&
    a.held?.version === b.held?.version &&
    a.dirty?.rev === b.dirty?.rev
  );
}

function same(a: WireRow | null, b: WireRow | null): boolean {
  return a === null || b === null ? a === b : sameRow(a, b);
}
