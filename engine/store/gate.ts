import { schemaVersion } from './data-version.ts';
import type { WritableDatabase } from './database.ts';
import type { Store } from './open-store.ts';

/**
 * Runs `fn` in one transaction in which nothing is tracked, no foreign key is enforced and no trigger of another
 * application fires (else its effects would happen twice). The gate opens and closes in that transaction, so
 * a crash cannot leave tracking off [TRK-2]. Keys of the touched rows are the caller's to check.
 *
 * `losable`: a power cut may take the transaction back, whole, as long as no later one has been brought to the disk. For
 * what the server has and will be asked for again.
 *
 * `recordsStay`: only what is kept beside the records is written. Foreign keys are left as they are then: switching them
 * makes SQLite compile every statement anew.
 * @throws RangeError within a transaction: `foreign_keys` cannot be changed there
 */
export function applyRemote<T>(
  store: Store,
  fn: () => T,
  { losable = false, recordsStay = false }: { losable?: boolean; recordsStay?: boolean } = {},
): T {
  const { db } = store;
  if (db.inTransaction) throw new RangeError('applyRemote must not run within a transaction');
  const work = (): T => {
    const suspended = foreignTriggers(db, store);
    for (const { name } of suspended) db.exec(`DROP TRIGGER "${name.replaceAll('"', '""')}"`);
    db.run('UPDATE _sync_gate SET open = 1');
    const result = fn();
    db.run('UPDATE _sync_gate SET open = 0');
    for (const { sql } of suspended) db.exec(sql);
    return result;
  };
  const apply = (): T =>
    recordsStay ? db.bookkeeping(work) : db.withoutForeignKeys(() => db.transaction(work));
  return losable ? db.losably(apply) : apply();
}

/** Schema versions at which a store had none: as long as it stays at that there are none. */
const withoutAny = new WeakMap<Store, number>();

function foreignTriggers(db: WritableDatabase, store: Store): { name: string; sql: string }[] {
  const version = schemaVersion(db);
  if (withoutAny.get(store) === version) return [];
  const found = readForeignTriggers(db, store);
  if (found.length === 0) withoutAny.set(store, version);
  return found;
}

function readForeignTriggers(db: WritableDatabase, store: Store): { name: string; sql: string }[] {
  const tables = new Set(store.schema.tables.map(({ name }) => name.toLowerCase()));
  return db
    .all<{ name: string; tbl: string; sql: string }>(
      `SELECT name, tbl_name AS tbl, sql FROM sqlite_master
       WHERE type = 'trigger' AND substr(name, 1, 6) <> '_sync_' ORDER BY rowid`,
    )
    .filter(({ tbl }) => tables.has(tbl.toLowerCase()));
}
