import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { conflictId } from '../conflicts/conflict-id.ts';
import { type FieldConflict, mergeRow } from '../conflicts/merge.ts';
import { mergedInto } from '../conflicts/aliased-record.ts';
import {
  type ConflictKind,
  openConflictsOf,
  closeConflict,
  noteConflictNews,
  recordConflict,
} from '../store/conflict-store.ts';
import type { SqlValue } from '../store/database.ts';
import { readDesk } from '../store/desk.ts';
import { keepDeleted } from '../store/deleted-store.ts';
import { clearDirty, type DirtyRow, findDirty, updateDirty } from '../store/dirty.ts';
import { markDirty, noteReconciled } from '../store/offers.ts';
import { isLost, offerAgain, rewritten } from './reconcile.ts';
import type { ApplyContext, RemoteRow } from './remote-row.ts';
import { sentImage } from './sent-images.ts';
import type { Held } from '../store/table-access.ts';
import { deletedTitle } from '../records/deleted-title.ts';

export type Applied = 'ignored' | 'applied' | 'merged' | 'conflict';

/**
 * Brings one remote row into the store, merging it with an unsent local edit. Runs inside `applyRemote`. An
 * image that is not newer than the held one is ignored, so pages may come twice and in any order [SYNC-7].
 */
export function applyRow(context: ApplyContext, remote: RemoteRow): Applied {
  const { access, pk } = remote;
  const held = access.held(pk);
  if (isLost(context.reconciliation, remote.held)) {
    noteReconciled(context.store.db, { tbl: access.id, pk });
  }
  if (access.table.system) noteConflictNews(context.store.db, pk);
  if (held && isLost(context.reconciliation, held)) {
    if (!rewritten(context.reconciliation, remote.held)) {
      offerAgain(context, remote);
      return 'merged';
    }
    return context.store.db.transaction(() => mergeWithoutBase(context, remote));
  }
  // Another desk, which never heard of the deletion, has offered the record again.
  if (held?.lost && (remote.row !== null || isNewer(remote.held, held))) {
    return context.store.db.transaction(() => mergeWithoutBase(context, remote));
  }
  if (held && !isNewer(remote.held, held)) return 'ignored';
  const dirty = context.anyDirty ? findDirty(context.store.db, access.id, pk) : undefined;
  // A savepoint: where a unique value is in the way, nothing of the merge may remain.
  if (dirty) return context.store.db.transaction(() => mergeDirty(context, remote, dirty));
  if (remote.row === null) removeKept(context, remote);
  else if (held) access.rewrite(pk, remote.row);
  else access.write(remote.row);
  takeHold(context, remote, held);
  return 'applied';
}

/** What another desk deleted can be brought back here. */
function removeKept({ store, now }: ApplyContext, { access, pk }: RemoteRow): void {
  const row = access.read(pk);
  if (row === null) return;
  if (access.table.system !== true)
    keepDeleted(store.db, {
      tbl: access.id,
      pk,
      ...deletedTitle(access.table, row),
      actor: null,
      at: now,
    });
  access.remove(pk);
}

export function isNewer(incoming: Held, held: Held): boolean {
  return (
    incoming.epoch > held.epoch ||
    (incoming.epoch === held.epoch && incoming.version > held.version)
  );
}

/** `before` is what the desk held of the row until now: where it held nothing there is no tombstone to take away. */
function takeHold(context: ApplyContext, remote: RemoteRow, before: Held | undefined): void {
  const { access, pk } = remote;
  if (remote.row === null) {
    access.holdTombstone(pk, remote.held);
    return;
  }
  if (before !== undefined) access.dropTombstone(pk);
  access.hold(pk, remote.held, { at: context.now, own: false });
}

/**
 * The server lost the image this desk holds, and somebody has written the record since: which of the two knew of the
 * other nobody can tell, so every field in which they differ goes to a person.
 */
function mergeWithoutBase(context: ApplyContext, remote: RemoteRow): Applied {
  const { store } = context;
  const { access, pk } = remote;
  access.dropBase(pk);
  const op = access.read(pk) === null ? 'delete' : 'insert';
  markDirty(store.db, { tbl: access.id, pk, op }, context.now);
  return mergeUnsent(context, remote);
}

/** Merges the unsent edit of a row with the server's image of it. Runs inside `applyRemote`. */
export function mergeUnsent(context: ApplyContext, remote: RemoteRow): Applied {
  const dirty = findDirty(context.store.db, remote.access.id, remote.pk);
  return dirty ? mergeDirty(context, remote, dirty) : 'ignored';
}

/** After it the base is the server's image, and the row is dirty only by what still differs from it. */
function mergeDirty(context: ApplyContext, remote: RemoteRow, dirty: DirtyRow): Applied {
  const { store } = context;
  const { access, pk } = remote;
  if (dirty.held === 'parked') return takeBesideParked(context, remote);
  // An offer is not what a person made of the server's image: whoever wrote since may have contradicted just that.
  const isOffer = dirty.doubtful === 2;
  const base = isOffer ? null : access.readBase(pk);
  const mine = access.read(pk);
  // Satchel's own rows are never a conflict themselves: where columns cannot be merged, theirs was first.
  if (access.table.system && (base === null || mine === null || remote.row === null)) {
    return takeTheirs(context, remote);
  }
  if (remote.row === null && base !== null && mine !== null) {
    const kept = mergedInto(store, access, pk);
    const carried = kept !== undefined && carryOver(context, remote, { dirty, base, mine, kept });
    if (carried) return carried;
  }
  // Of a record that came back because it is referenced nothing waits but whether it stays.
  const waiting = openConflictsOf(store.db, access.id, pk).filter(
    ({ kind }) => kind !== 'parent-deleted',
  );
  const open = new Set(waiting.map(({ field }) => field));
  const result = mergeRow({
    table: access.table,
    base,
    mine,
    theirs: remote.row,
    open,
    author: { name: authorOf(context, dirty), at: dirty.last_at },
    doubtful: dirty.doubtful > 0,
    ...(dirty.sent === null ? {} : { sent: sentImage(access.table, dirty.sent, base) }),
  });
  takeHold(context, remote, access.held(pk));
  const at = { tbl: access.id, pk };

  if (result.kind === 'converged') {
    if (result.row === null) access.remove(pk);
    settleOpenConflicts(context, remote, new Set());
    access.dropBase(pk);
    clearDirty(store.db, access.id, pk);
    return 'merged';
  }
  if (remote.row === null) access.dropBase(pk);
  else access.writeBase(remote.row);

  if (result.kind === 'deleted') {
    updateDirty(store.db, at, { op: 'delete', held: null });
    return 'merged';
  }
  if (result.kind === 'delete-edit' || result.kind === 'edit-delete') {
    settleOpenConflicts(context, remote, new Set(['']));
    record(context, remote, {
      dirty,
      kind: result.kind,
      fields: [{ column: '', base: null, mine: null, theirs: null }],
    });
    updateDirty(store.db, at, {
      op: result.kind === 'delete-edit' ? 'delete' : 'insert',
      held: 'conflict',
    });
    return 'conflict';
  }

  access.write(result.row);
  settleOpenConflicts(context, remote, new Set(result.conflicts.map(({ column }) => column)));
  if (result.conflicts.length === 0) {
    if (remote.row !== null && sameValues(result.row, remote.row)) {
      access.dropBase(pk);
      clearDirty(store.db, access.id, pk);
    } else {
      updateDirty(store.db, at, { op: 'update', held: null });
    }
    return 'merged';
  }
  record(context, remote, {
    dirty,
    kind: base === null ? 'insert' : 'edit',
    fields: result.conflicts,
  });
  updateDirty(store.db, at, { op: 'update', held: 'conflict' });
  return 'conflict';
}

/**
 * An unsent edit of a record that was merged into another one elsewhere is an edit of that one: as if it had been made
 * there, on the values both began with.
 *
 * @returns undefined, with nothing done, where it contradicts what that one has, and that one has unsent edits too: a conflict
 * holds two values of a field, and these would be three. Then it is an edit of a deleted record like any other
 */
function carryOver(
  context: ApplyContext,
  remote: RemoteRow,
  from: { dirty: DirtyRow; base: WireRow; mine: WireRow; kept: SqlValue },
): Applied | undefined {
  const { store } = context;
  const { access } = remote;
  const { dirty, kept } = from;
  const theirs = access.read(kept) as WireRow;
  const { columns, primaryKey } = access.table;
  const keyed = (row: WireRow): WireRow =>
    columns.map(
      ({ name }, index) => (primaryKey.includes(name) ? theirs : row)[index] as WireValue,
    );
  const result = mergeRow({
    table: access.table,
    base: keyed(from.base),
    mine: keyed(from.mine),
    theirs,
    author: { name: authorOf(context, dirty), at: dirty.last_at },
    doubtful: dirty.doubtful > 0,
  });
  const isEdited = findDirty(store.db, access.id, kept) !== undefined;
  if (isEdited && result.kind === 'merged' && result.conflicts.length > 0) return undefined;
  settleOpenConflicts(context, remote, new Set());
  takeTheirs(context, remote);
  if (result.kind !== 'merged') return 'merged';
  const at = { tbl: access.id, pk: kept };
  const held = access.held(kept) ?? remote.held;
  if (!isEdited) {
    access.writeBase(theirs);
    markDirty(store.db, { ...at, op: 'update', actor: dirty.actor }, dirty.last_at);
  }
  access.write(result.row);
  if (result.conflicts.length === 0) return 'merged';
  record(
    context,
    { access, pk: kept, held, row: theirs },
    {
      dirty,
      kind: 'edit',
      fields: result.conflicts,
    },
  );
  updateDirty(store.db, at, { op: 'update', held: 'conflict' });
  return 'conflict';
}

function takeTheirs(context: ApplyContext, remote: RemoteRow): Applied {
  const { access, pk } = remote;
  if (remote.row === null) access.remove(pk);
  else access.write(remote.row);
  takeHold(context, remote, access.held(pk));
  access.dropBase(pk);
  clearDirty(context.store.db, access.id, pk);
  return 'merged';
}

/**
 * A record that had to leave its table is kept whole in the quarantine: its absence is no deletion. The server's
 * image takes its place, and a person decides about the other.
 */
function takeBesideParked(context: ApplyContext, remote: RemoteRow): Applied {
  const { access, pk } = remote;
  if (remote.row === null) {
    access.remove(pk);
    access.dropBase(pk);
  } else {
    access.write(remote.row);
    access.writeBase(remote.row);
  }
  takeHold(context, remote, access.held(pk));
  const op = remote.row === null ? 'insert' : 'update';
  updateDirty(context.store.db, { tbl: access.id, pk }, { op, held: 'parked' });
  return 'merged';
}

/** Nobody was signed in, or another program wrote: the desk is all there is to name. */
function authorOf({ store }: ApplyContext, { actor }: DirtyRow): string {
  const isPerson = !['local', 'external', 'recovery'].includes(actor);
  return isPerson ? actor : readDesk(store.db).deviceName;
}

function sameValues(a: WireRow, b: WireRow): boolean {
  return a.every((value, index) => value === b[index]);
}

function record(
  context: ApplyContext,
  remote: RemoteRow,
  found: { dirty: DirtyRow; kind: ConflictKind; fields: readonly FieldConflict[] },
): void {
  const { access, pk } = remote;
  const theirsVersion = `${String(remote.held.epoch)}.${String(remote.held.version)}`;
  const { device } = readDesk(context.store.db);
  for (const field of found.fields) {
    recordConflict(context.store.db, {
      id: conflictId({
        device,
        table: access.table.name,
        key: String(pk),
        field: field.column,
        theirsVersion,
      }),
      tbl: access.id,
      pk,
      field: field.column,
      kind: found.kind,
      base: field.base,
      mine: field.mine,
      theirs: field.theirs,
      theirsVersion,
      actor: found.dirty.actor,
      editedAt: found.dirty.last_at,
      foundAt: context.now,
    });
  }
}

/** Open conflicts that this image has made pointless: both sides agree now, or another kind took their place. */
function settleOpenConflicts(
  context: ApplyContext,
  remote: RemoteRow,
  still: ReadonlySet<string>,
): void {
  const { access, pk } = remote;
  for (const open of openConflictsOf(context.store.db, access.id, pk)) {
    if (still.has(open.field)) continue;
    closeConflict(context.store.db, open.id, {
      strategy: 'converged',
      notes: null,
      by: 'sync',
      at: context.now,
      mine: open.mine,
    });
  }
}
