import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { ColumnManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { askAboutPair } from '../conflicts/find-duplicates.ts';
import { giveChildren } from '../conflicts/aliased-record.ts';
import { conflictId } from '../conflicts/conflict-id.ts';
import { recordConflict } from '../store/conflict-store.ts';
import type { SqlValue } from '../store/database.ts';
import { readDesk } from '../store/desk.ts';
import { clearDirty, type DirtyRow, findDirty, offerOnBase, updateDirty } from '../store/dirty.ts';
import { deletedParents, holdersOf } from '../store/integrity.ts';
import { forgetHeld, markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import { quarantine } from '../store/quarantine-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { applyRow } from './apply-row.ts';
import { isLost } from './reconcile.ts';
import type { Reconciliation, RemoteRow } from './remote-row.ts';
import type { PullCounts } from './page.ts';
import { parkOrphans } from './park-orphans.ts';
import { isAnotherRecord, renumber } from './renumber.ts';

export interface CollisionContext {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: number;
  readonly counts: PullCounts;
  readonly reconciliation: Reconciliation | undefined;
}

export function isUniqueViolation(error: unknown): boolean {
  return (
    isSatchelError(error, 'STORE_SQL') &&
    (error.details.code === 'SQLITE_CONSTRAINT_UNIQUE' ||
      error.details.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
  );
}

/**
 * The end of a pull, when the server's rows are consistent with each other: whatever still stands in a row's way
 * is an unsent local edit. It is parked, shown and counted; the page never stops [SYNC-6].
 */
export function settleCollisions(
  context: CollisionContext,
  pull: { colliding: readonly RemoteRow[]; sawDeletes: boolean },
): void {
  const waiting = new Set(pull.colliding.map((remote) => remote.pk));
  for (const remote of pull.colliding) {
    if (isAnotherRecord(context.store, remote) && renumber(context, remote)) {
      increase(context.counts.renumbered, remote.access.table.name);
    }
  }
  for (const remote of pull.colliding) {
    for (const { holder, column } of holders(context, remote)) {
      // Two rows that swap a value: the other one is written again in its own turn.
      const swaps = waiting.has(holder);
      if (swaps && !findDirty(context.store.db, remote.access.id, holder)) {
        remote.access.remove(holder);
      } else if (!swaps || !stepAside(remote.access, holder, column)) {
        parkUnique(context, remote, { holder, column });
      }
    }
    const { store, now, reconciliation } = context;
    applyRow({ store, now, anyDirty: true, reconciliation }, remote);
    increase(context.counts.pulled, remote.access.table.name);
  }
  parkDeletedParents(context);
  if (pull.sawDeletes || pull.colliding.length > 0) parkOrphans(context);
}

function holders(
  { store }: CollisionContext,
  remote: RemoteRow,
): { holder: SqlValue; column: string }[] {
  const { table } = remote.access;
  return table.columns.flatMap((column, index) => {
    const value = remote.row?.[index] ?? null;
    if (!column.unique || value === null) return [];
    return holdersOf(store, table, { column, value, except: remote.pk }).map((holder) => ({
      holder,
      column: column.name,
    }));
  });
}

/**
 * A row with unsent edits of other columns, whose own new value comes in its turn: until then neither the row nor its
 * base has this one, so that the merge finds the column untouched here. False where the column was edited as well.
 */
function stepAside(access: TableAccess, holder: SqlValue, column: string): boolean {
  const index = access.table.columns.findIndex(({ name }) => name === column);
  const { nullable, type } = access.table.columns[index] as ColumnManifest;
  const row = access.read(holder);
  const base = access.readBase(holder);
  if (row === null || base === null || row[index] !== base[index]) return false;
  if (!nullable && type !== 'text') return false;
  const substitute = nullable ? null : `${String(holder)} steps aside`;
  access.write(row.with(index, substitute));
  access.writeBase(base.with(index, substitute));
  return true;
}

/**
 * An unsent local row holds a value that the server has given to another record. The local value becomes a conflict;
 * the row goes back to its base's value, or to none, or, where it may not be empty, leaves the table whole.
 */
function parkUnique(
  context: CollisionContext,
  remote: RemoteRow,
  { holder, column }: { holder: SqlValue; column: string },
): void {
  const { store, now } = context;
  const { access } = remote;
  const row = access.read(holder);
  if (!row) return;
  const dirty = findDirty(store.db, access.id, holder) ?? offerLost(context, access, holder);
  const index = access.table.columns.findIndex(({ name }) => name === column);
  const manifest = access.table.columns[index] as ColumnManifest;
  const base = access.readBase(holder);
  const mine = row[index] as WireValue;
  const before = base?.[index] ?? null;
  const isFree =
    before !== mine &&
    holdersOf(store, access.table, { column: manifest, value: before, except: holder }).length ===
      0;
  const replacement = isFree ? before : null;
  const fits = replacement !== null || manifest.nullable;
  const theirsVersion = `${String(remote.held.epoch)}.${String(remote.held.version)}`;
  if (!fits) {
    access.remove(holder);
    quarantine(store.db, {
      tbl: access.id,
      pk: holder,
      op: dirty?.op ?? 'insert',
      reason: 'unique',
      columns: [column],
      detail: JSON.stringify(row),
      rev: dirty?.rev ?? 0,
      at: now,
    });
    if (dirty)
      updateDirty(store.db, { tbl: access.id, pk: holder }, { op: dirty.op, held: 'parked' });
    increase(context.counts.parked, access.table.name);
    return;
  }
  const changed = [...row];
  changed[index] = replacement;
  access.write(changed);
  if (dirty)
    updateDirty(store.db, { tbl: access.id, pk: holder }, { op: dirty.op, held: 'conflict' });
  recordConflict(store.db, {
    id: conflictId({
      device: readDesk(store.db).device,
      table: access.table.name,
      key: String(holder),
      field: column,
      theirsVersion,
    }),
    tbl: access.id,
    pk: holder,
    field: column,
    kind: 'unique',
    base: before,
    mine,
    theirs: replacement,
    theirsVersion,
    actor: dirty?.actor ?? null,
    editedAt: dirty?.last_at ?? null,
    foundAt: now,
  });
  if (
    access.table.duplicates?.some(([only, another]) => only === column && another === undefined)
  ) {
    askAboutPair(context, access, { mine: holder, theirs: remote.pk });
  }
  increase(context.counts.conflicts, access.table.name);
}

/** A record that the restored server has lost is an unsent edit, also where it is in the way [SYNC-8]. */
function offerLost(
  { store, reconciliation, now }: CollisionContext,
  access: TableAccess,
  pk: SqlValue,
): DirtyRow | undefined {
  const held = access.held(pk);
  if (!held || !isLost(reconciliation, held)) return undefined;
  const at = { tbl: access.id, pk };
  forgetHeld(store.db, at);
  markDirty(store.db, { ...at, op: 'insert' }, now);
  offerOnBase(store.db, access.id, pk);
  return findDirty(store.db, access.id, pk);
}

/** Deleted here, but records that came from elsewhere reference it: unless it was merged, it comes back, and says why. */
function parkDeletedParents(context: CollisionContext): void {
  const { store, now, counts } = context;
  for (const { parent, child, pk } of deletedParents(store)) {
    const access = context.access.get(parent.name);
    if (giveChildren(context, { access, pk })) continue;
    const base = access.readBase(pk);
    if (base === null) continue;
    // Unsent edits here may have taken a unique value that the record had, and has at the server.
    const image = { access, pk, row: base, held: access.held(pk) ?? { epoch: 0, version: 0 } };
    for (const inTheWay of holders(context, image)) parkUnique(context, image, inTheWay);
    restore(store, access, pk);
    recordConflict(store.db, {
      id: conflictId({
        device: readDesk(store.db).device,
        table: parent.name,
        key: String(pk),
        field: '',
        theirsVersion: child,
      }),
      tbl: access.id,
      pk,
      field: '',
      kind: 'parent-deleted',
      base: null,
      mine: null,
      theirs: child,
      theirsVersion: child,
      actor: null,
      editedAt: null,
      foundAt: now,
    });
    increase(counts.conflicts, parent.name);
  }
}

function restore(store: Store, access: TableAccess, pk: SqlValue): void {
  const base = access.readBase(pk);
  if (base !== null) access.write(base);
  access.dropBase(pk);
  clearDirty(store.db, access.id, pk);
}

function increase(map: Map<string, number>, name: string): void {
  map.set(name, (map.get(name) ?? 0) + 1);
}
