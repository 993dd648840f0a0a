import type { Mutation, UploadHeader } from '../../shared/protocol/upload.ts';
import { findDirty, markRejected, releaseDirty } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import type { StoredBatch } from '../store/outbox.ts';
import { quarantine } from '../store/quarantine-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { decodeFrame, parseRows } from './frame.ts';

/**
 * Sets aside the one row of a batch that no way to the server can carry, so that it does not keep the others.
 * @returns its table's name, or undefined where there is something new to send of it
 */
export function setAsideBatch(
  store: Store,
  access: TableAccessMap,
  { batch, now }: { batch: StoredBatch; now: number },
): string | undefined {
  const frame = decodeFrame(batch.body);
  const { tables } = frame.header as UploadHeader;
  const [mutation] = parseRows(frame.body) as [Mutation];
  const { name: table } = tables[mutation[1]] as UploadHeader['tables'][number];
  const tableAccess = access.get(table);
  const key = mutation[0] === 'i' ? tableAccess.keyOfRow(mutation[7]) : mutation[7];
  const pk = tableAccess.pkOfKey(key);
  const dirty = findDirty(store.db, tableAccess.id, pk);
  if (!dirty) return undefined;
  // Edited since, it is judged anew. And a record that left its table meanwhile has its only copy in the quarantine.
  if (dirty.rev !== batch.revs[0]) {
    releaseDirty(store.db, tableAccess.id, pk);
    return undefined;
  }
  store.db.transaction(() => {
    markRejected(store.db, tableAccess.id, pk);
    quarantine(store.db, {
      tbl: tableAccess.id,
      pk,
      op: dirty.op,
      reason: 'too-large',
      columns: [],
      detail: null,
      rev: dirty.rev,
      at: now,
    });
  });
  return table;
}
