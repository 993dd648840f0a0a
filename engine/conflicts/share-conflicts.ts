import { sharedConflicts } from '../../shared/records/system-tables.ts';
import {
  conflictNews,
  dropConflict,
  type ConflictRecord,
  findConflict,
  forgetConflictNews,
  noteConflictNews,
  noteShared,
  openConflicts,
} from '../store/conflict-store.ts';
import { findDecision, forgetDecision, noteOutcome } from '../store/decision-store.ts';
import { readDesk } from '../store/desk.ts';
import { groupEdits } from '../store/edit-groups.ts';
import type { Store } from '../store/open-store.ts';
import { isUnknownThere } from '../store/quarantine-store.ts';
import { keyText } from '../store/row-key.ts';
import {
  findShared,
  saveShared,
  type SharedConflict,
  sharesConflicts,
} from '../store/shared-conflict-store.ts';
import { adoptDecision, adoptUndo } from './adopt-decision.ts';
import { adoptOrphan } from './adopt-orphan.ts';
import { decisionToken, mineNow, type Sharing } from './decision.ts';
import { recordTitle } from './record-title.ts';

/**
 * Brings the conflicts found at this desk and the rows that all desks share of them together: what changed here is
 * published; what somebody decided elsewhere is carried out, and where both happened, the shared row was first. To be
 * called after each pull and before anything is sent. Returns the tables that changed here.
 */
export function shareConflicts(context: Sharing): string[] {
  const { store } = context;
  if (!sharesConflicts(store)) return [];
  // Nobody could be told: news waits until the server knows the table.
  if (isUnknownThere(store.db, store.tableId(sharedConflicts.name))) return [];
  refreshMine(context);
  const changed = new Set<string>();
  for (const id of conflictNews(store.db)) {
    // Carrying out a decision makes news of the same conflict: it is then compared once more.
    for (let step = 0; step < 4; step++) {
      const table = compare(context, id);
      if (table === undefined) break;
      changed.add(table);
    }
  }
  return [...changed];
}

/** One comparison. Returns the table that was changed where it has to be compared again; otherwise it is news no more. */
function compare(context: Sharing, id: string): string | undefined {
  const { store } = context;
  const local = findConflict(store.db, id);
  const shared = findShared(store.db, id);
  const { device } = readDesk(store.db);
  if (local?.kind === 'duplicate' && shared && shared.device !== device) {
    // Another desk has found the same pair first: it carries out what is decided.
    dropConflict(store.db, id);
    return shared.table;
  }
  if (!local) {
    if (shared?.device === device && shared.resolvedAt !== null && shared.settledAt === null) {
      const settled = adoptOrphan(context, shared);
      finish(context, id, { row: { ...shared, ...settled } });
      return undefined;
    }
    hear(context, id, shared);
    finish(context, id, {});
    return undefined;
  }
  const here = decisionToken(local);
  const there = shared ? decisionToken(shared) : null;
  if (!shared || there === here || there === local.shared) {
    publish(context, local, shared);
    return undefined;
  }
  if (shared.resolvedAt === null) {
    if (local.resolvedAt !== null && adoptUndo(context, local)) return tableName(store, local);
    publish(context, local, shared);
    return undefined;
  }
  const outcome = adoptDecision(context, { local, shared });
  if (outcome === 'refused') {
    publish(context, local, shared);
    return undefined;
  }
  return tableName(store, local);
}

function publish(
  context: Sharing,
  local: ConflictRecord,
  shared: SharedConflict | undefined,
): void {
  const { store, now } = context;
  const wanted = sharedRow(context, local);
  const settledAt = local.resolvedAt === null ? null : (shared?.settledAt ?? now);
  const row = { ...wanted, settledAt };
  const also = (): void => {
    noteShared(store.db, local.id, decisionToken(local));
    if (local.resolvedAt === null || shared?.settledAt === settledAt) return;
    const tbl = store.tableId(sharedConflicts.name);
    groupEdits(store, [
      { tbl, pk: local.id },
      { tbl: local.tbl, pk: local.pk },
    ]);
  };
  finish(context, local.id, { row: same(row, shared) ? undefined : row, also });
}

/** Saves the row, and it is news no more; in one transaction. */
function finish(
  { store }: Sharing,
  id: string,
  { row, also }: { row?: SharedConflict | undefined; also?: () => void },
): void {
  store.write(() => {
    if (row) saveShared(store.db, row);
    also?.();
    forgetConflictNews(store.db, id);
  });
}

function sharedRow({ store, access }: Sharing, local: ConflictRecord): SharedConflict {
  const desk = readDesk(store.db);
  const manifest = store.tableById(local.tbl);
  const tableAccess = access.get(manifest.name);
  const key = keyText(manifest, tableAccess.keyOfPk(local.pk));
  const row = tableAccess.read(local.pk);
  return {
    id: local.id,
    table: manifest.name,
    key,
    field: local.field,
    kind: local.kind,
    title: recordTitle(manifest, row ?? tableAccess.readBase(local.pk), key),
    base: local.base,
    mine: local.resolvedAt === null ? mineNow(tableAccess, local) : local.mine,
    theirs: local.theirs,
    theirsVersion: local.theirsVersion,
    theirsActor: local.theirsActor,
    theirsDevice: local.theirsDevice,
    theirsAt: local.theirsAt,
    device: desk.device,
    deviceName: desk.deviceName,
    actor: local.actor,
    editedAt: local.editedAt,
    skewMs: desk.skewMs,
    foundAt: local.foundAt,
    strategy: local.strategy,
    choice: local.choice,
    notes: local.notes,
    resolvedBy: local.resolvedBy,
    resolvedDevice: local.resolvedAt === null ? null : (local.resolvedDevice ?? desk.deviceName),
    resolvedAt: local.resolvedAt,
    settledAt: null,
  };
}

/** What was edited here while it waits is what another desk is to see and to decide about. */
function refreshMine({ store, access }: Sharing): void {
  for (const local of openConflicts(store.db)) {
    const shared = findShared(store.db, local.id);
    if (!shared || shared.resolvedAt !== null) continue;
    const mine = mineNow(access.get(tableName(store, local)), local);
    if (mine !== shared.mine) noteConflictNews(store.db, local.id);
  }
}

/** A conflict of another desk: whether what was decided about it here still holds. */
function hear({ store }: Sharing, id: string, shared: SharedConflict | undefined): void {
  const decision = findDecision(store.db, id);
  if (!decision || decision.outcome !== null) return;
  const token = shared ? decisionToken(shared) : 'open';
  if (decision.what === 'resolve') {
    if (token === decision.token) {
      if (shared?.settledAt !== null) forgetDecision(store.db, id);
    } else {
      noteOutcome(store.db, { id, outcome: token === 'open' ? 'refused' : 'overtaken' });
    }
    return;
  }
  if (token === decision.token) noteOutcome(store.db, { id, outcome: 'undo-refused' });
}

function same(row: SharedConflict, shared: SharedConflict | undefined): boolean {
  if (!shared) return false;
  const names = Object.keys(row) as (keyof SharedConflict)[];
  return names.every((name) => row[name] === shared[name]);
}

function tableName(store: Store, { tbl }: ConflictRecord): string {
  return store.tableById(tbl).name;
}
