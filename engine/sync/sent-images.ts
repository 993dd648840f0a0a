import type { Mutation, UploadHeader } from '../../shared/protocol/upload.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { keepAsSent, keepSent, unsentRows } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { findBatch, type StoredBatch, unansweredBatches } from '../store/outbox.ts';
import type { TableAccess } from '../store/table-access.ts';
import { TableAccessMap } from '../store/table-access-map.ts';
import { decodeFrame, parseRows } from './frame.ts';

export function decodeBatch(batch: StoredBatch): { header: UploadHeader; mutations: Mutation[] } {
  const frame = decodeFrame(batch.body);
  return { header: frame.header as UploadHeader, mutations: parseRows(frame.body) as Mutation[] };
}

export function sentKey(sent: {
  readonly mutation: Mutation;
  readonly access: TableAccess;
}): readonly WireValue[] {
  const { mutation, access } = sent;
  return mutation[0] === 'i' ? access.keyOfRow(mutation[7]) : mutation[7];
}

/**
 * Of unanswered batches nobody can tell any more whether the server had them: before they are let go of with their
 * incarnation, and after it went back in time. Each row keeps what its batch said of it until it meets the server's image,
 * which may be that [SYNC-1].
 */
export function keepSentImages(store: Store): void {
  const access = new TableAccessMap(store);
  for (const number of unansweredBatches(store)) {
    const batch = findBatch(store, number);
    if (!batch) continue;
    const { header, mutations } = decodeBatch(batch);
    for (const mutation of mutations) {
      const frame = header.tables[mutation[1]];
      // A table that an update has taken away has nothing to be merged.
      if (!frame || !store.schema.tables.some(({ name }) => name === frame.name)) continue;
      const table = access.get(frame.name);
      const pk = table.pkOfKey(sentKey({ mutation, access: table }));
      const held = table.held(pk);
      const [epoch, version] = mutation[3];
      // The server has another image since: there the batch can have done nothing any more.
      if (held && (held.epoch !== epoch || held.version !== version)) continue;
      keepSent(store.db, { tbl: table.id, pk, batch: number }, textOf(mutation, frame.columns));
    }
  }
}

/**
 * Another copy of this database went on from here and may have sent any edit that this one still has to send: each keeps
 * what it says by now, as if a batch had said it [SYNC-1].
 */
export function presumeSent(store: Store): void {
  const access = new TableAccessMap(store);
  for (const { name } of store.schema.tables) {
    const table = access.get(name);
    for (;;) {
      const rows = unsentRows(store.db, table.id, ROWS_AT_ONCE);
      for (const { pk, op } of rows) {
        const row = op === 'delete' ? null : table.read(pk);
        const base = op === 'update' ? table.readBase(pk) : null;
        keepAsSent(store.db, { tbl: table.id, pk }, row && sentText(table.table, row, base));
      }
      if (rows.length < ROWS_AT_ONCE) break;
    }
  }
}

const ROWS_AT_ONCE = 1000;

/** As `sentImage` reads it. */
export function sentText(table: TableManifest, row: WireRow, base: WireRow | null): string {
  const changed = table.columns.flatMap(({ name }, index) =>
    base !== null && base[index] === row[index] ? [] : [[name, row[index] ?? null] as const],
  );
  return JSON.stringify(Object.fromEntries(changed));
}

/** By column, so that it outlives a change of the schema; null for a deletion. */
function textOf(mutation: Mutation, columns: readonly string[]): string {
  if (mutation[0] === 'd') return 'null';
  const values = mutation[0] === 'i' ? mutation[7] : mutation[9];
  const named = mutation[0] === 'i' ? columns : mutation[8].map((index) => columns[index] ?? '');
  return JSON.stringify(Object.fromEntries(named.map((name, index) => [name, values[index]])));
}

/** The row as a batch of a former incarnation sent it, on this base; null where that deleted it. */
export function sentImage(
  table: TableManifest,
  sent: string,
  base: WireRow | null,
): WireRow | null {
  const values = JSON.parse(sent) as Readonly<Record<string, WireValue>> | null;
  if (values === null) return null;
  return table.columns.map(({ name }, index) =>
    Object.hasOwn(values, name) ? (values[name] ?? null) : (base?.[index] ?? null),
  );
}
