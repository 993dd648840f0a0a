import type { SqlValue } from '../store/database.ts';
import { clearUnlessSent, type HeldReason } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';

/**
 * A decision has made the record what the server has: that is its base, for as long as there is anything to send of it.
 * `held`: why it is not sent then.
 */
export function backAtBase(
  store: Store,
  access: TableAccess,
  { pk, held }: { pk: SqlValue; held: HeldReason | null },
): void {
  const row = access.read(pk);
  const op = row === null ? 'delete' : 'update';
  const isClean = clearUnlessSent(store.db, { tbl: access.id, pk }, { op, held });
  if (isClean || row === null) access.dropBase(pk);
  else access.writeBase(row);
}
