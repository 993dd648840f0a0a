import type { SqlValue, WritableDatabase } from './database.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/;

/**
 * When a record was made, in UTC milliseconds: as its unsent insert says, or its key where that is a UUIDv7. Null where
 * neither tells.
 */
export function recordMadeAt(
  db: WritableDatabase,
  { tbl, pk }: { tbl: number; pk: SqlValue },
): number | null {
  const unsent = db.get<{ first_at: number }>(
    `SELECT first_at FROM _sync_dirty WHERE tbl = ? AND pk = ? AND op = 'insert'`,
    tbl,
    pk,
  );
  if (unsent) return unsent.first_at;
  if (typeof pk !== 'string' || !UUID_V7.test(pk)) return null;
  return Number.parseInt(pk.slice(0, 8) + pk.slice(9, 13), 16);
}
