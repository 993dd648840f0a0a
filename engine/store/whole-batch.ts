import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import type { Held } from './table-access.ts';

/** A frozen batch of one table's inserts and updates, by the keys it begins and ends with. */
export interface WholeBatch {
  readonly table: TableManifest;
  readonly batch: number;
  readonly first: SqlValue;
  readonly last: SqlValue;
  readonly rows: number;
  /** The highest revision that was sent: an edit made since has a higher one. */
  readonly rev: number;
}

/** Takes the table's number, the first key, the last key and the batch. */
const ROWS = 'tbl = ? AND pk BETWEEN ? AND ? AND batch = ?';

/**
 * What settling each row of an applied batch by itself comes to, as one statement a side table [SYNC-7]. Returns false,
 * with nothing done, unless every row still is as it was sent and the desk holds no later image of any.
 */
export function settleWholeBatch(
  store: Store,
  sent: WholeBatch,
  { place, at }: { place: Held; at: number },
): boolean {
  const { db } = store;
  const [key] = sent.table.primaryKey;
  if (sent.table.primaryKey.length > 1 || key === undefined) return false;
  const tbl = store.tableId(sent.table.name);
  const rows = [tbl, sent.first, sent.last, sent.batch] as const;
  const found = db.get<{ rows: number; updates: number }>(
    `SELECT count(*) AS rows, sum(op = 'update') AS updates FROM _sync_dirty
     WHERE ${ROWS} AND op <> 'delete' AND held IS NULL AND rev <= ?`,
    ...rows,
    sent.rev,
  );
  if (found?.rows !== sent.rows) return false;
  const later = ['_sync_row', '_sync_tombstone'].some((side) =>
    db.get(
      `SELECT 1 FROM ${side} h WHERE h.tbl = ? AND h.pk BETWEEN ? AND ? AND (h.epoch, h.version) >= (?, ?)
         AND EXISTS (SELECT 1 FROM _sync_dirty d WHERE d.tbl = h.tbl AND d.pk = h.pk AND d.batch = ?) LIMIT 1`,
      tbl,
      sent.first,
      sent.last,
      place.epoch,
      place.version,
      sent.batch,
    ),
  );
  if (later) return false;
  db.run(
    `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at, own)
     SELECT tbl, pk, ?, ?, ?, 1 FROM _sync_dirty WHERE ${ROWS}
     ON CONFLICT (tbl, pk) DO UPDATE SET epoch = excluded.epoch, version = excluded.version,
       synced_at = excluded.synced_at, own = excluded.own`,
    place.epoch,
    place.version,
    at,
    ...rows,
  );
  const keys = `SELECT pk FROM _sync_dirty WHERE ${ROWS}`;
  db.run(`DELETE FROM _sync_tombstone WHERE tbl = ? AND pk IN (${keys})`, tbl, ...rows);
  if (found.updates > 0) {
    const base = quoteIdentifier(`_sync_base_${sent.table.name}`);
    db.run(
      `DELETE FROM ${base} WHERE ${quoteIdentifier(key)} IN (${keys} AND op = 'update')`,
      ...rows,
    );
  }
  db.run(`DELETE FROM _sync_dirty WHERE ${ROWS}`, ...rows);
  return true;
}
