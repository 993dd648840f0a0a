import { closeAgreed } from '../conflicts/close-agreed.ts';
import { groupOf } from '../conflicts/merge.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { Mutation, UploadHeader } from '../../shared/protocol/upload.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { openConflictsOf } from '../store/conflict-store.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { clearDirty, closeRevision, hasDirtyRows, updateDirty } from '../store/dirty.ts';
import { hasJournal } from '../store/gather-tables.ts';
import type { Store } from '../store/open-store.ts';
import {
  hasOlder,
  markTaken,
  type OutgoingRow,
  readConflicting,
  readGroups,
  readOutgoing,
  type StoredBatch,
  storeBatch,
} from '../store/outbox.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { readWitness, writeWitness } from '../store/witness.ts';
import { encodeFrame } from './frame.ts';
import { sentImage } from './sent-images.ts';

export interface FreezeOptions {
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly tables: ReadonlySet<string> | null;
  /** Only where something is due that bears a lower revision; then with everything else that is due [SYNC-5]. */
  readonly olderThan?: number | undefined;
  readonly schemaHash: string;
  readonly witnessPath: string;
  readonly now: number;
}

/**
 * Takes dirty rows into a batch and stores it as it will be sent, or returns undefined where nothing is due
 * [SYNC-2]. A row is never in two batches; one that turns out equal to its base is simply clean.
 */
export function freezeBatch(
  store: Store,
  access: TableAccessMap,
  options: FreezeOptions,
): StoredBatch | undefined {
  // Mostly nothing is due: not even the write lock is taken for that.
  if (!hasJournal(store.db) && !hasDirtyRows(store.db)) return undefined;
  try {
    return store.db.bookkeeping(() => freezeDue(store, access, options));
  } catch (error) {
    takeBackWitness(store, options.witnessPath);
    throw error;
  }
}

function freezeDue(
  store: Store,
  access: TableAccessMap,
  options: FreezeOptions,
): StoredBatch | undefined {
  const { tables, olderThan, maxRows: limit } = options;
  for (;;) {
    const single = readOutgoing(store, { tables, limit, olderThan });
    // Fewer than asked for is the end of the outbox; a full round that only cleaned rows is not.
    const isLast = single.length < limit;
    if (isLast) single.push(...readConflicting(store, { tables }));
    const outgoing = [...readGroups(store), ...single.map((row) => [row])];
    const taken = takeRows(store, access, { outgoing, options });
    if (taken.rows.length === 0 && !isLast) continue;
    return isDue(store, taken.rows, options) ? writeBatch(store, taken, options) : undefined;
  }
}

/**
 * The batch that the witness speaks of was not frozen after all. Left ahead of the database it would make the next start
 * take that for a restored one; where it cannot be helped, that errs on the safe side.
 */
function takeBackWitness({ db }: Store, path: string): void {
  try {
    const { device, incarnation, lastBatch } = readDesk(db);
    const witness = readWitness(path);
    const isAhead = witness?.incarnation === incarnation && witness.lastBatch > lastBatch;
    if (isAhead) writeWitness(path, { device, incarnation, lastBatch });
  } catch {
    // The disk that failed before: what is said is what became of the batch.
  }
}

interface Taken {
  readonly rows: readonly OutgoingRow[];
  readonly writer: BatchWriter;
}

/** Where late rows alone fill a batch they are sent while others wait behind them, which may need them. */
function isDue(
  store: Store,
  rows: readonly OutgoingRow[],
  { olderThan, tables }: FreezeOptions,
): boolean {
  if (olderThan === undefined || rows.length === 0) return rows.length > 0;
  return rows.some(({ rev }) => rev < olderThan) || hasOlder(store, { tables, olderThan });
}

function takeRows(
  store: Store,
  access: TableAccessMap,
  { outgoing, options }: { outgoing: readonly (readonly OutgoingRow[])[]; options: FreezeOptions },
): Taken {
  const writer = new BatchWriter();
  const rows: OutgoingRow[] = [];
  for (const unit of outgoing) {
    const mutations = unit.flatMap((row) => {
      const text = toMutation(store, access, { row, writer });
      return text === undefined ? [] : [{ row, text }];
    });
    const bytes = mutations.reduce((sum, { text }) => sum + text.length, 0);
    const isFirst = rows.length === 0;
    // A group is never divided: one that is too large for any batch is a batch of its own.
    if (!isFirst && rows.length + mutations.length > options.maxRows) continue;
    if (!isFirst && writer.bytes + bytes > options.maxBytes) break;
    for (const { row, text } of mutations) {
      writer.add(text);
      rows.push(row);
    }
  }
  return { rows, writer };
}

function writeBatch(store: Store, { rows, writer }: Taken, options: FreezeOptions): StoredBatch {
  const desk = readDesk(store.db);
  const number = desk.lastBatch + 1;
  for (const { tbl, pk } of rows) markTaken(store, { batch: number, tbl, pk });
  const revs = rows.map(({ rev }) => rev);
  const previous = number === 1 ? null : number - 1;
  const header: UploadHeader = {
    kind: 'upload',
    protocol: PROTOCOL_VERSION,
    schema: options.schemaHash,
    device: desk.device,
    incarnation: desk.incarnation,
    batch: number,
    previous,
    tables: writer.tables.map((table) => ({
      name: table.name,
      columns: table.columns.map((column) => column.name),
    })),
    actors: writer.actors,
  };
  const body = encodeFrame(header, writer.lines);
  const batch = { batch: number, incarnation: desk.incarnation, previous, body, revs };
  storeBatch(store, batch, options.now);
  closeRevision(store.db);
  updateDesk(store.db, { lastBatch: number });
  // Before the commit: the witness may run ahead of the database, never behind it [SYNC-1].
  writeWitness(options.witnessPath, {
    device: desk.device,
    incarnation: desk.incarnation,
    lastBatch: number,
  });
  return batch;
}

class BatchWriter {
  readonly tables: TableManifest[] = [];
  readonly actors: string[] = [];
  readonly lines: string[] = [];
  bytes = 0;

  tableIndex(table: TableManifest): number {
    return indexOf(this.tables, table);
  }

  actorIndex(actor: string): number {
    return indexOf(this.actors, actor);
  }

  add(line: string): void {
    this.lines.push(line);
    this.bytes += line.length;
  }
}

function indexOf<T>(list: T[], item: T): number {
  const found = list.indexOf(item);
  return found >= 0 ? found : list.push(item) - 1;
}

interface MutationInput {
  readonly row: OutgoingRow;
  readonly writer: BatchWriter;
}

/** The mutation's line, or undefined where there is nothing to send of the row. */
function toMutation(
  store: Store,
  access: TableAccessMap,
  { row, writer }: MutationInput,
): string | undefined {
  const { table } = row;
  const head = (): [number, string, [number, number], number, number, string | null] => [
    writer.tableIndex(table),
    row.mutation,
    [row.base[0], row.base[1]],
    writer.actorIndex(row.actor),
    row.at,
    row.group,
  ];
  const tableAccess = access.get(table.name);
  if (row.row === null) {
    if (row.held === 'conflict') return undefined;
    const base = tableAccess.readBase(row.pk);
    // Neither base nor row, and never at the server: it came and went. Otherwise its deletion went unseen at first [TRK-5].
    if (base === null && row.sent === null && !tableAccess.isHeld(row.pk)) {
      clearDirty(store.db, row.tbl, row.pk);
      return undefined;
    }
    return line(['d', ...head(), tableAccess.keyOfPk(row.pk)]);
  }
  if (row.op === 'insert') {
    return row.held === 'conflict' ? undefined : line(['i', ...head(), [...row.row]]);
  }
  const base = tableAccess.readBase(row.pk);
  // A first edit takes its row for the server's; one that came while nobody was watching may never have been there.
  if (base === null || row.base[1] === 0) {
    tableAccess.dropBase(row.pk);
    updateDirty(store.db, row, { op: 'insert', held: row.held });
    return line(['i', ...head(), [...row.row]]);
  }
  const after = row.row;
  const changes = changedColumns(row, base, after);
  if (changes.length === 0) {
    closeAgreed(store, tableAccess, { pk: row.pk, at: row.at });
    clearDirty(store.db, row.tbl, row.pk);
    tableAccess.dropBase(row.pk);
    return undefined;
  }
  const free =
    row.held === 'conflict' ? withoutConflicts(store, { row, columns: changes }) : changes;
  if (free.length === 0) return undefined;
  const values = free.map((index) => after[index] as WireValue);
  return line(['u', ...head(), tableAccess.keyOfRow(base), free, values]);
}

/** An edit taken back since it was sent under a former incarnation is a change too: the server may have what was sent. */
function changedColumns({ table, sent }: OutgoingRow, base: WireRow, row: WireRow): number[] {
  const image = sent === null ? base : sentImage(table, sent, base);
  return table.columns.flatMap(({ name }, index) => {
    const isDeleted = image === null && !table.primaryKey.includes(name);
    const differs = base[index] !== row[index] || (image !== null && image[index] !== row[index]);
    return differs || isDeleted ? [index] : [];
  });
}

/** Fields of an open conflict wait for a person; the row's other columns sync on. */
function withoutConflicts(
  store: Store,
  { row, columns }: { row: OutgoingRow; columns: readonly number[] },
): number[] {
  const open = openConflictsOf(store.db, row.tbl, row.pk);
  if (open.some(({ field }) => field === '')) return [];
  // A merge group is one value: none of it goes while a part of it waits.
  const fields = new Set(open.flatMap(({ field }) => groupOf(row.table, field)));
  return columns.filter((index) => !fields.has((row.table.columns[index] as ColumnManifest).name));
}

function line(mutation: Mutation): string {
  return JSON.stringify(mutation satisfies readonly (WireValue | object)[]);
}
