import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { Commit } from '../../shared/protocol/commit.ts';
import { compareCommits, sameCommit } from '../../shared/protocol/commit.ts';
import type {
  BatchAnswer,
  Mutation,
  MutationOutcome,
  RowImage,
} from '../../shared/protocol/upload.ts';
import { closeAgreed } from '../conflicts/close-agreed.ts';
import { noteCheckpoint } from '../store/checkpoints.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import {
  clearDirty,
  clearIfSent,
  findDirty,
  hasDirtyRows,
  markRejected,
  releaseDirty,
  updateDirty,
} from '../store/dirty.ts';
import { leaveGroup } from '../store/edit-groups.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import { dropBatch, findBatch, type StoredBatch } from '../store/outbox.ts';
import { addOwnCommit } from '../store/own-commits.ts';
import { quarantine } from '../store/quarantine-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { type Applied, applyRow, isNewer } from './apply-row.ts';
import { isUniqueViolation } from './collisions.ts';
import type { RemoteRow } from './remote-row.ts';
import { isAnotherRecord, renumber } from './renumber.ts';
import { mapRow } from './row-mapping.ts';
import { decodeBatch, keepSentImages, sentKey } from './sent-images.ts';
import { settleWhole } from './settle-whole.ts';
import { postponeEarly } from './too-early.ts';

/** What an answer did, by table. */
export interface Settlement {
  readonly pushed: Map<string, number>;
  readonly conflicts: Map<string, number>;
  readonly rejected: Map<string, number>;
  readonly renumbered: Map<string, number>;
  /** Mutations that go out again in a later batch. */
  retry: number;
  /** Mutations that met another image: of these what is left after merging is due again. */
  merged: number;
}

export function emptySettlement(): Settlement {
  return {
    pushed: new Map(),
    conflicts: new Map(),
    rejected: new Map(),
    renumbered: new Map(),
    retry: 0,
    merged: 0,
  };
}

/**
 * Carries out the server's answer to a frozen batch, in one transaction; a batch that is no longer waiting was
 * settled before, by a pull or an earlier answer, and changes nothing. An answer clears a dirty row only
 * if its revision is still the one that was sent; an edit made meanwhile is rebased on the image sent [SYNC-7].
 */
export function settleBatch(
  store: Store,
  access: TableAccessMap,
  { answer, now }: { answer: BatchAnswer; now: number },
): Settlement {
  const settlement = emptySettlement();
  if (answer.status === 'retry') return settlement;
  const recordsStay = !answer.exceptions.some(({ status }) => status === 'stale');
  const settle = (): void => {
    const batch = findBatch(store, answer.batch);
    if (!batch) return;
    // Put back in time, the server may show what this batch did as another desk has brought it back [SYNC-8].
    const isLater = (answer.previous?.epoch ?? 0) > readDesk(store.db).cursor.epoch;
    if (isLater && !recordsStay) keepSentImages(store);
    const whole = settleWhole(store, access, { batch, answer, now });
    if (whole) settlement.pushed.set(whole.table, whole.rows);
    else {
      const context = { store, access, now, settlement, commit: answer.commit };
      settleEach({ ...context, batch: answer.batch }, { batch, answer });
    }
    dropBatch(store, answer.batch);
    const desk = readDesk(store.db);
    updateDesk(store.db, {
      answeredBatch: Math.max(desk.answeredBatch, answer.batch),
      lastPush: now,
    });
    if (answer.commit) takeCommit(store, { commit: answer.commit, previous: answer.previous });
    else if (answer.previous) noteSeen(store, answer.previous);
  };
  // A power cut may take it back: the batch has no answer then, and the server tells it again word for word [SYNC-2].
  applyRemote(store, settle, { losable: true, recordsStay });
  return settlement;
}

function settleEach(
  context: SettleContext,
  { batch, answer }: { batch: StoredBatch; answer: BatchAnswer },
): void {
  const { access } = context;
  const { header, mutations } = decodeBatch(batch);
  const exceptions = new Map(answer.exceptions.map((outcome) => [outcome.index, outcome]));
  const frameOf = (mutation: Mutation) =>
    header.tables[mutation[1]] as (typeof header.tables)[number];
  // A server that knows no shared conflicts yet: what they were sent with goes without them.
  const lacking = new Set(
    mutations.flatMap((mutation, index) => {
      const outcome = exceptions.get(index);
      const isSystem = access.get(frameOf(mutation).name).table.system;
      const lacks = outcome?.status === 'rejected' && outcome.reason === 'unknown-table';
      return isSystem && lacks && mutation[6] !== null ? [mutation[6]] : [];
    }),
  );
  mutations.forEach((mutation, index) => {
    const { name, columns } = frameOf(mutation);
    const rev = batch.revs[index] as number;
    const sent: SentMutation = { mutation, access: access.get(name), columns, rev };
    const outcome: Outcome =
      answer.status === 'void'
        ? { status: 'retry' }
        : (exceptions.get(index) ?? { status: 'applied' });
    if (mutation[6] !== null && lacking.has(mutation[6])) {
      leaveGroup(context.store.db, { tbl: sent.access.id, pk: sent.access.pkOfKey(sentKey(sent)) });
      const isForSibling = outcome.status === 'rejected' && outcome.reason === 'group';
      settleMutation(context, sent, isForSibling ? { status: 'retry' } : outcome);
      return;
    }
    settleMutation(context, sent, outcome);
  });
}

/** The cursor follows our own commit where nobody else's lies between; otherwise the next pull leaves it out [SYNC-15]. */
function takeCommit(
  store: Store,
  { commit, previous }: { commit: Commit; previous: Commit | null },
): void {
  const desk = readDesk(store.db);
  const adjacent =
    previous !== null && sameCommit(desk.cursor, previous) && commit.epoch === previous.epoch;
  const newest = (known: Commit | null): Commit =>
    known !== null && compareCommits(known, commit) > 0 ? known : commit;
  updateDesk(store.db, {
    ...(adjacent ? { cursor: commit } : {}),
    seen: newest(desk.seen),
    head: newest(desk.head),
  });
  if (adjacent) noteCheckpoint(store.db, commit);
  else addOwnCommit(store.db, commit.version);
}

/** The images of a batch of which nothing was applied are of this head: a server that has lost it is a restored one [SYNC-8]. */
function noteSeen(store: Store, head: Commit): void {
  if (compareCommits(head, readDesk(store.db).seen) > 0) updateDesk(store.db, { seen: head });
}

interface SentMutation {
  readonly mutation: Mutation;
  readonly access: TableAccess;
  readonly columns: readonly string[];
  readonly rev: number;
}

type Outcome = MutationOutcome | { readonly status: 'applied' } | { readonly status: 'retry' };

interface SettleContext {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: number;
  readonly settlement: Settlement;
  readonly commit: Commit | null;
  /** The one that was answered. */
  readonly batch: number;
}

function settleMutation(context: SettleContext, sent: SentMutation, outcome: Outcome): void {
  const { store, settlement } = context;
  const { access } = sent;
  const pk = access.pkOfKey(sentKey(sent));
  const count = (map: Map<string, number>) =>
    map.set(access.table.name, (map.get(access.table.name) ?? 0) + 1);
  switch (outcome.status) {
    case 'applied':
      settleApplied(context, sent);
      count(settlement.pushed);
      return;
    case 'stale':
      releaseDirty(store.db, access.id, pk);
      settlement.merged++;
      if (settleStale(context, sent, outcome.row) === 'conflict') count(settlement.conflicts);
      return;
    case 'retry':
      releaseDirty(store.db, access.id, pk);
      settlement.retry++;
      return;
    case 'rejected': {
      const dirty = findDirty(store.db, access.id, pk);
      if (!dirty) return;
      // An edit made meanwhile may have mended the row: it is judged anew.
      if (dirty.rev !== sent.rev) {
        releaseDirty(store.db, access.id, pk);
        return;
      }
      if (postponeEarly(store, { ...sent, batch: context.batch }, outcome)) {
        settlement.retry++;
        return;
      }
      markRejected(store.db, access.id, pk);
      quarantine(store.db, {
        tbl: access.id,
        pk,
        op: dirty.op,
        reason: outcome.reason,
        columns: outcome.columns ?? [],
        detail: outcome.table ?? null,
        rev: dirty.rev,
        at: context.now,
      });
      if (!access.table.system) count(settlement.rejected);
    }
  }
}

function settleApplied(context: SettleContext, sent: SentMutation): void {
  const { store, commit } = context;
  const { access, mutation, rev } = sent;
  const pk = access.pkOfKey(sentKey(sent));
  const place = { epoch: commit?.epoch ?? 0, version: commit?.version ?? 0 };
  const held = access.held(pk);
  // The desk already holds a later image, which it has merged: nothing of this answer is news.
  if (held && !isNewer(place, held)) {
    releaseDirty(store.db, access.id, pk);
    return;
  }
  if (mutation[0] === 'd') access.holdTombstone(pk, place);
  else access.hold(pk, place, { at: context.now, own: true });
  if (mutation[0] === 'i' && mutation[3][1] > 0) access.dropTombstone(pk);

  if (clearIfSent(store.db, { tbl: access.id, pk }, rev)) {
    if (mutation[0] !== 'i') access.dropBase(pk);
    return;
  }
  rebase(context, sent, pk);
}

/** The image sent is the new base; what the row differs in from it stays dirty [TRK-4]. */
function rebase(
  { store, now }: SettleContext,
  { access, mutation }: SentMutation,
  pk: ReturnType<TableAccess['pkOfRow']>,
): void {
  const dirty = findDirty(store.db, access.id, pk);
  if (!dirty) return;
  releaseDirty(store.db, access.id, pk);
  leaveGroup(store.db, { tbl: access.id, pk });
  const base = imageSent(access, mutation, access.readBase(pk));
  if (base === null) access.dropBase(pk);
  else access.writeBase(base);
  // What had to leave its table meanwhile is not deleted: it waits for a person, now as an edit of what was sent.
  if (dirty.held === 'parked') {
    const op = base === null ? 'insert' : 'update';
    updateDirty(store.db, { tbl: access.id, pk }, { op, held: 'parked' });
    return;
  }
  const row = access.read(pk);
  const same =
    base === null
      ? row === null
      : row !== null && base.every((value, index) => value === row[index]);
  if (same) {
    // A person may have been asked about a field that was edited meanwhile to what the server has.
    closeAgreed(store, access, { pk, at: now });
    access.dropBase(pk);
    clearDirty(store.db, access.id, pk);
    return;
  }
  const op = row === null ? 'delete' : base === null ? 'insert' : 'update';
  updateDirty(store.db, { tbl: access.id, pk }, { op, held: dirty.held });
}

function imageSent(access: TableAccess, mutation: Mutation, base: WireRow | null): WireRow | null {
  if (mutation[0] === 'd') return null;
  if (mutation[0] === 'i') return mutation[7];
  if (base === null) return access.read(access.pkOfKey(mutation[7]));
  const image = [...base];
  mutation[8].forEach((columnIndex, position) => {
    image[columnIndex] = mutation[9][position] as WireValue;
  });
  return image;
}

/** The deletion that was sent is of what the desk knew to be deleted: no newer image will ever come to end it. */
function isGoneOnBothSides(store: Store, { access, pk, held, row }: RemoteRow): boolean {
  const known = access.held(pk);
  const dirty = findDirty(store.db, access.id, pk);
  const isSent = dirty?.op === 'delete' && dirty.held === null && access.read(pk) === null;
  return row === null && isSent && known !== undefined && !isNewer(held, known);
}

function settleStale(context: SettleContext, sent: SentMutation, image: RowImage): Applied {
  const { store, now, settlement } = context;
  const { access, columns } = sent;
  const pk = access.pkOfKey(sentKey(sent));
  const remote: RemoteRow = {
    access,
    pk,
    held: { epoch: image.epoch, version: image.version },
    row:
      image.values === null
        ? null
        : mapRow(access.table, { columns, values: image.values }, () => access.read(pk)),
  };
  if (isAnotherRecord(store, remote) && renumber({ store, access: context.access }, remote)) {
    const { name } = access.table;
    settlement.renumbered.set(name, (settlement.renumbered.get(name) ?? 0) + 1);
  }
  if (isGoneOnBothSides(store, remote)) {
    closeAgreed(store, access, { pk, at: now });
    access.dropBase(pk);
    clearDirty(store.db, access.id, pk);
    return 'ignored';
  }
  try {
    return applyRow({ store, now, anyDirty: hasDirtyRows(store.db) }, remote);
  } catch (error) {
    // The image holds a unique value that another record has here: one row of the server's state says nothing of
    // the other, which has lost it there. The next pull brings both.
    if (isUniqueViolation(error)) return 'ignored';
    throw error;
  }
}
