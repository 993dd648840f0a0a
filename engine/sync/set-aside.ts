import type { Mutation, UploadHeader } from '../../shared/protocol/upload.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { findDirty, markRejected } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import type { StoredBatch } from '../store/outbox.ts';
import { quarantine } from '../store/quarantine-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { decodeFrame, parseRows } from './frame.ts';

/**
 * Sets aside the one row of a batch that no way to the server can carry, so that it does not keep the others. Returns
 * its table's name.
 */
export function setAsideBatch(
  store: Store,
  access: TableAccessMap,
  { batch, now }: { batch: StoredBatch; now: number },
): string {
  const frame = decodeFrame(batch.body);
  const [mutation] = parseRows(frame.body) as Mutation[];
  const table = (frame.header as UploadHeader).tables[mutation?.[1] ?? 0]?.name;
  if (!mutation || table === undefined) throw new SatchelError('SYNC_TORN');
  const tableAccess = access.get(table);
  const key = mutation[0] === 'i' ? tableAccess.keyOfRow(mutation[7]) : mutation[7];
  const pk = tableAccess.pkOfKey(key);
  const dirty = findDirty(store.db, tableAccess.id, pk);
  if (dirty) {
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
  }
  return table;
}
