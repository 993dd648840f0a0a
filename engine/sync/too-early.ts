import type { Mutation, MutationOutcome } from '../../shared/protocol/upload.ts';
import { postponeDirty } from '../store/dirty.ts';
import { groupEdits } from '../store/edit-groups.ts';
import { hasUnsentParent, unsentGivers } from '../store/integrity.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { sentKey } from './sent-images.ts';

interface Sent {
  readonly access: TableAccess;
  readonly mutation: Mutation;
  /** The one it was sent in. */
  readonly batch: number;
}
type Rejected = Extract<MutationOutcome, { status: 'rejected' }>;

/**
 * Has what the server refused go out again where it would take it after a later batch of this desk [SYNC-4]. False where it
 * is refused for good.
 */
export function postponeEarly(store: Store, sent: Sent, outcome: Rejected): boolean {
  if (sent.mutation[0] === 'd') return false;
  switch (outcome.reason) {
    case 'missing-reference':
      return waitForParent(store, sent, outcome);
    case 'unique':
      return waitForValue(store, sent, outcome);
    default:
      return false;
  }
}

/** The record it references comes in a later batch, as those of a table that references itself may. */
function waitForParent(store: Store, sent: Sent, { columns = [] }: Rejected): boolean {
  const { access } = sent;
  const pk = access.pkOfKey(sentKey(sent));
  const row = access.read(pk);
  const waits = row !== null && hasUnsentParent(store, { table: access.table, pk, row }, columns);
  if (waits) postponeDirty(store.db, access.id, pk);
  return waits;
}

/**
 * The record that has its unique value at the server has given that up here, in an edit that is still to be sent. Both
 * become one group: of two that swap their values each waits for the other.
 */
function waitForValue(
  store: Store,
  sent: Sent,
  { columns: [name, another] = [] }: Rejected,
): boolean {
  const { access, mutation, batch } = sent;
  const index = access.table.columns.findIndex((column) => column.name === name);
  const column = access.table.columns[index];
  const pk = access.pkOfKey(sentKey(sent));
  const value = access.read(pk)?.[index] ?? null;
  if (!column || another !== undefined || value === null || mutation[6] !== null) return false;
  const givers = unsentGivers(store, access.table, { column, value, except: pk, sent: batch });
  if (givers.length === 0) return false;
  postponeDirty(store.db, access.id, pk);
  // One that is on its way already is before this one.
  const unsent = givers.filter(({ isOnItsWay }) => !isOnItsWay);
  groupEdits(store, [{ tbl: access.id, pk }, ...unsent.map((one) => ({ ...one, tbl: access.id }))]);
  return true;
}
