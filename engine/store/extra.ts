import type { WireValue } from '../../shared/records/values.ts';
import type { SqlValue, WritableDatabase } from './database.ts';

/** Keeps the value of a column this side does not know, until a migration adds the column [SYNC-12]. */
export function writeExtra(
  db: WritableDatabase,
  place: { tbl: number; pk: SqlValue; name: string },
  value: WireValue,
): void {
  db.run(
    `INSERT INTO _sync_extra (tbl, pk, name, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (tbl, pk, name) DO UPDATE SET value = excluded.value`,
    place.tbl,
    place.pk,
    place.name,
    JSON.stringify(value),
  );
}
