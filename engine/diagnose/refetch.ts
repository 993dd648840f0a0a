import type { DownloadHeader } from '../../shared/protocol/download.ts';
import type { WireRow } from '../../shared/records/values.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { findDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import { forgetHeld, markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import { rowKeys } from '../store/record-keys.ts';
import { SeenKeys } from '../store/seen-keys.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { isNewer } from '../sync/apply-row.ts';
import { isUniqueViolation } from '../sync/collisions.ts';
import { breathe } from '../sync/context.ts';
import type { RemoteRow } from '../sync/remote-row.ts';
import { remoteRows } from '../sync/remote-rows.ts';
import type { ServerClient } from '../sync/server-client.ts';

export interface RefetchOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly client: ServerClient;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress: (rows: number) => void;
}

/** What became of the records of one or more tables. */
export interface Refetched {
  /** Took the server's image in place of another. */
  replaced: number;
  /** The server deleted them, and this desk still had them. */
  removed: number;
  /** Only this desk has them: they are sent as its own. */
  offered: number;
  /** Differ and stay: an edit of them waits, or the server's image is the older one. */
  kept: number;
}

const SLICE = 500;

/**
 * Brings clean records of these tables to what the server holds, row by row and by content: versions are equal where
 * something changed behind the tracking's back. An unsent edit is never written over, and a record that the server
 * has never heard of is sent to it, not dropped. Reads the clinic's rows once, page by page, and moves no cursor.
 * @throws SatchelError SYNC_CANCELLED, and what a download throws
 */
export async function refetchTables(
  names: readonly string[],
  options: RefetchOptions,
): Promise<Refetched> {
  const found: Refetched = { replaced: 0, removed: 0, offered: 0, kept: 0 };
  const wanted = new Set(names);
  const seen = new Map(names.map((name) => [name, new SeenKeys()]));
  const colliding: RemoteRow[] = [];
  let rows = 0;
  let last: DownloadHeader | undefined;
  for await (const { header, rows: remotes, read } of remoteRows(options, {
    wanted,
    slice: SLICE,
  })) {
    applyRemote(options.store, () => {
      for (const remote of remotes) {
        seen.get(remote.access.table.name)?.add(remote.pk);
        take(options, remote, { found, colliding });
      }
    });
    last = header;
    rows += read;
    options.progress(rows);
    stopWhere(options.signal);
  }
  settleColliding(options, colliding, found);
  if (!last) return found;
  for (const name of names) {
    await settleUnknown(options, { name, last, seen: seen.get(name), found });
  }
  return found;
}

function stopWhere(signal: AbortSignal): void {
  if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
}

/** Runs within `applyRemote`. Whether an edit waits is asked here and now: one may have been made a moment ago. */
function take(
  options: RefetchOptions,
  remote: RemoteRow,
  into: { found: Refetched; colliding: RemoteRow[] },
): void {
  const { access, pk, row } = remote;
  const mine = access.read(pk);
  if (row === null ? mine === null : mine !== null && sameValues(mine, row)) return;
  const held = access.held(pk);
  if (
    findDirty(options.store.db, access.id, pk) !== undefined ||
    (held !== undefined && isNewer(held, remote.held))
  ) {
    into.found.kept++;
    return;
  }
  if (row === null) {
    access.remove(pk);
    access.holdTombstone(pk, remote.held);
    into.found.removed++;
    return;
  }
  try {
    options.store.db.transaction(() => {
      put(options, remote);
    });
    into.found.replaced++;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    into.colliding.push(remote);
  }
}

/**
 * Records that exchanged a unique value stand in each other's way: all of them leave and come again in one step. Where
 * one that is not among them holds the value, because an edit of it waits, they stay as they are.
 */
function settleColliding(options: RefetchOptions, colliding: RemoteRow[], found: Refetched): void {
  if (colliding.length === 0) return;
  const { db } = options.store;
  applyRemote(options.store, () => {
    const clean = colliding.filter(({ access, pk }) => !findDirty(db, access.id, pk));
    try {
      db.transaction(() => {
        for (const { access, pk } of clean) access.remove(pk);
        for (const remote of clean) put(options, remote);
      });
      found.replaced += clean.length;
      found.kept += colliding.length - clean.length;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      found.kept += colliding.length;
    }
  });
}

function put(options: RefetchOptions, { access, pk, held, row }: RemoteRow): void {
  if (row === null) return;
  access.write(row);
  access.dropTombstone(pk);
  access.hold(pk, held, { at: options.now(), own: false });
}

/**
 * Clean records here of which the server showed neither an image nor a deletion: it has forgotten their deletion
 * [SYNC-11], or has never heard of them.
 */
async function settleUnknown(
  options: RefetchOptions,
  {
    name,
    last,
    seen,
    found,
  }: { name: string; last: DownloadHeader; seen: SeenKeys | undefined; found: Refetched },
): Promise<void> {
  const { store, access, now } = options;
  const tableAccess: TableAccess = access.get(name);
  for (const keys of rowKeys(store, tableAccess.table, SLICE)) {
    const unknown = keys.filter((pk) => !(seen?.has(pk) ?? false));
    if (unknown.length > 0) {
      applyRemote(store, () => {
        for (const pk of unknown) {
          const held = tableAccess.held(pk);
          // It came after the pages were read.
          if (held && held.version > last.head.version) continue;
          if (findDirty(store.db, tableAccess.id, pk)) continue;
          if (held && held.version <= last.floor) {
            tableAccess.remove(pk);
            tableAccess.holdTombstone(pk, held);
            found.removed++;
            continue;
          }
          forgetHeld(store.db, { tbl: tableAccess.id, pk });
          markDirty(store.db, { tbl: tableAccess.id, pk, op: 'insert' }, now());
          found.offered++;
        }
      });
    }
    await breathe();
    stopWhere(options.signal);
  }
}

function sameValues(a: WireRow, b: WireRow): boolean {
  return a.every((value, index) => value === b[index]);
}
