import { hash } from 'node:crypto';
import { type DownloadHeader, epochOf } from '../../shared/protocol/download.ts';
import { formatCommit, ORIGIN } from '../../shared/protocol/commit.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SqlValue } from '../store/database.ts';
import { readDesk } from '../store/desk.ts';
import { findDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import { forgetHeld, markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import { rowKeys } from '../store/record-keys.ts';
import type { Held, TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { isNewer } from '../sync/apply-row.ts';
import { isUniqueViolation } from '../sync/collisions.ts';
import { breathe } from '../sync/context.ts';
import { parseRows } from '../sync/frame.ts';
import type { RemoteRow } from '../sync/remote-row.ts';
import { mapRow } from '../sync/row-mapping.ts';
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
  let page = await readPage(options, null);
  for (;;) {
    for (const slice of slices(parseRows(page.body) as WireRow[])) {
      applyRemote(options.store, () => {
        for (const line of slice) {
          const remote = readLine(options, page.header, { line, wanted });
          if (!remote) continue;
          seen.get(remote.access.table.name)?.add(remote.pk);
          take(options, remote, { found, colliding });
        }
      });
      rows += slice.length;
      options.progress(rows);
      await breatheOrStop(options.signal);
    }
    if (page.header.next === null) break;
    page = await readPage(options, page.header.next);
  }
  settleColliding(options, colliding, found);
  for (const name of names) {
    await settleUnknown(options, { name, last: page.header, seen: seen.get(name), found });
  }
  return found;
}

async function readPage({ client, store, signal }: RefetchOptions, after: string | null) {
  const query = new URLSearchParams({
    since: formatCommit(ORIGIN),
    seen: formatCommit(readDesk(store.db).seen),
  });
  if (after !== null) query.set('after', after);
  const page = await client.download(query, { signal });
  if (page === 'unchanged') throw new SatchelError('SYNC_TORN');
  return page;
}

function* slices(rows: WireRow[]): Generator<WireRow[]> {
  for (let from = 0; from < rows.length; from += SLICE) yield rows.slice(from, from + SLICE);
}

async function breatheOrStop(signal: AbortSignal): Promise<void> {
  await breathe();
  if (signal.aborted) throw new SatchelError('SYNC_CANCELLED');
}

/** The line as a row of a wanted table; undefined for any other. */
function readLine(
  { access, store }: RefetchOptions,
  header: DownloadHeader,
  { line, wanted }: { line: WireRow; wanted: ReadonlySet<string> },
): RemoteRow | undefined {
  const [index, version] = line as [number, number];
  const frame = header.tables[index < 0 ? -1 - index : index];
  const table = store.schema.tables.find(({ name }) => name === frame?.name);
  if (!frame || !table || !wanted.has(table.name)) return undefined;
  const tableAccess = access.get(table.name);
  const held: Held = { epoch: epochOf(header.epochs, version), version };
  const values = line.slice(2);
  if (index < 0) return { access: tableAccess, pk: tableAccess.pkOfKey(values), held, row: null };
  const key = table.primaryKey.map(
    (name): WireValue => values[frame.columns.indexOf(name)] ?? null,
  );
  const pk = tableAccess.pkOfKey(key);
  const row = mapRow(table, { columns: frame.columns, values }, () => tableAccess.read(pk));
  return { access: tableAccess, pk, held, row };
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
    await breatheOrStop(options.signal);
  }
}

function sameValues(a: WireRow, b: WireRow): boolean {
  return a.every((value, index) => value === b[index]);
}

/** Keys as eight bytes of their hash: a million of them take a few tens of megabytes. */
class SeenKeys {
  readonly #hashes = new Set<bigint>();

  add(key: SqlValue): void {
    this.#hashes.add(digest(key));
  }

  has(key: SqlValue): boolean {
    return this.#hashes.has(digest(key));
  }
}

function digest(key: SqlValue): bigint {
  const text = key instanceof Uint8Array ? Buffer.from(key).toString('hex') : String(key);
  return hash('sha256', text, 'buffer').readBigUInt64BE(0);
}
