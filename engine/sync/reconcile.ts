import { closeAgreed } from '../conflicts/close-agreed.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { clearDirty, findDirty, keepAsSent, offerOnBase, updateDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import {
  forgetHeld,
  forgetReconciled,
  lostRows,
  markDirty,
  markLostTombstones,
} from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import { leaveQuarantine } from '../store/quarantine-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { Held } from '../store/table-access.ts';
import type { ApplyContext, Reconciliation, RemoteRow } from './remote-row.ts';
import { sentText } from './sent-images.ts';

export function isLost(reconciliation: Reconciliation | undefined, held: Held): boolean {
  return (
    reconciliation !== undefined &&
    held.epoch < reconciliation.epoch &&
    held.version > reconciliation.known
  );
}

/** Whether the row was written after the server was restored; at first, until it notices, in the old epoch. */
export function rewritten(reconciliation: Reconciliation | undefined, held: Held): boolean {
  return (
    reconciliation !== undefined &&
    (held.epoch >= reconciliation.epoch || held.version > reconciliation.known)
  );
}

/**
 * The desk holds a later image of this row than the restored server: the desk's is kept and offered again as an
 * edit of the server's image, also where the two are equal, for another desk may be about to offer what lay between. A deletion
 * that the server lost is offered in the same way.
 */
export function offerAgain(context: ApplyContext, remote: RemoteRow): void {
  const { access, pk } = remote;
  const mine = access.read(pk);
  const dirty = findDirty(context.store.db, access.id, pk);
  const same =
    remote.row === null
      ? mine === null
      : mine !== null && remote.row.every((value, index) => value === mine[index]);
  const isAsLost = same && !dirty;
  if (remote.row === null) access.holdTombstone(pk, remote.held, isAsLost);
  else {
    access.dropTombstone(pk);
    access.hold(pk, remote.held, { at: context.now, own: false });
  }
  if (isAsLost && mine === null) return;
  const lost = dirty ? (dirty.sent === null ? access.readBase(pk) : null) : mine;
  if (remote.row === null) access.dropBase(pk);
  else access.writeBase(remote.row);
  const op = mine === null ? 'delete' : remote.row === null ? 'insert' : 'update';
  markDirty(context.store.db, { tbl: access.id, pk, op }, context.now);
  // Another desk may bring what the server lost, which was overwritten or is taken back here since, be it with what the server has again.
  if (lost !== null && mine !== null && remote.row !== null) {
    keepAsSent(context.store.db, { tbl: access.id, pk }, sentText(access.table, lost, remote.row));
  }
  // What lay between is not known here: the whole record goes out.
  if (isAsLost) keepAsSent(context.store.db, { tbl: access.id, pk }, null);
  // It was to be made anew on a deletion that the server has lost: there the record still is.
  if (dirty?.op === 'insert' && dirty.held !== 'parked' && op === 'update')
    updateDirty(context.store.db, { tbl: access.id, pk }, { op, held: dirty.held });
  offerOnBase(context.store.db, access.id, pk);
}

const SLICE = 1000;

/** Offers the rows the server no longer knows at all, then ends the reconciliation. Returns how many. */
export function offerLostRows(
  { store, access }: { store: Store; access: TableAccessMap },
  reconciliation: Reconciliation,
  now: number,
): number {
  let offered = 0;
  for (;;) {
    const rows = lostRows(store.db, { ...reconciliation, limit: SLICE });
    if (rows.length === 0) break;
    store.db.transaction(() => {
      for (const { tbl, pk } of rows) {
        const lost = { access: access.get(store.tableById(tbl).name), pk };
        if (offerLostRow(store, lost, now)) offered++;
      }
    });
  }
  applyRemote(store, () => {
    markLostTombstones(store.db, reconciliation);
    forgetReconciled(store.db);
    updateDesk(store.db, { reconcile: null });
  });
  return offered;
}

/** Whether there is something to offer. */
function offerLostRow(
  store: Store,
  { access, pk }: Pick<RemoteRow, 'access' | 'pk'>,
  now: number,
): boolean {
  const at = { tbl: access.id, pk };
  const dirty = findDirty(store.db, access.id, pk);
  const held = access.held(pk);
  // Of a record that was edited or deleted here already: what it was an edit of is nowhere any more.
  if (dirty?.op === 'update' || dirty?.op === 'delete') access.dropBase(pk);
  if (dirty?.op === 'delete' && held) {
    closeAgreed(store, access, { pk, at: now });
    clearDirty(store.db, access.id, pk);
    leaveQuarantine(store.db, at);
    access.holdTombstone(pk, held);
    return false;
  }
  forgetHeld(store.db, at);
  markDirty(store.db, { ...at, op: 'insert' }, now);
  if (dirty?.op === 'update') updateDirty(store.db, at, { op: 'insert', held: dirty.held });
  // Whoever brings it back as well means this record, and not another of its number.
  offerOnBase(store.db, access.id, pk);
  return true;
}

export function reconciliationOf(store: Store, epoch: number): Reconciliation | undefined {
  const { reconcile } = readDesk(store.db);
  return reconcile === null ? undefined : { epoch, known: reconcile };
}
