import { createHash } from 'node:crypto';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WritableDatabase } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKeyProbe } from './row-key.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { tableFacts } from './table-facts.ts';
import {
  evictedTableName,
  sideTableDdl,
  trackingTriggers,
  type TriggerDdl,
} from './tracking-sql.ts';

/** What `verifyTracking` had to repair. */
export interface TrackingReport {
  /** Tables whose triggers or side tables were missing or out of date, and were rebuilt. */
  readonly rebuilt: readonly string[];
  /** Rows found by content that had changed unseen and are dirty now. */
  readonly found: number;
  /** Tables where edits of synced rows may have gone unseen: compare them with the server by content. */
  readonly suspect: readonly string[];
}

/** Puts tracking in place where it is missing. Rows that were never synced nor tracked become inserts. */
export function installTracking(store: Store): TrackingReport {
  return verifyTracking(store);
}

export function verifyTracking(store: Store): TrackingReport {
  const { db } = store;
  return db.transaction(() => {
    const rebuilt: string[] = [];
    let found = 0;
    for (const table of store.schema.tables) {
      const id = store.tableId(table.name);
      const triggers = trackingTriggers(tableFacts(db, table, id));
      const hash = hashOf(triggers);
      if (hash === currentHash(db, table, id)) continue;
      found += rebuild({ db, table, id, triggers });
      db.run('UPDATE _sync_table SET triggers = ? WHERE id = ?', hash, id);
      rebuilt.push(table.name);
    }
    return { rebuilt, found, suspect: [] };
  });
}

/** Forgets rows noted for an eviction that did not happen; remote rows are about to be applied. */
export function clearEvictions(store: Store): void {
  for (const { name } of store.schema.tables) store.db.run(`DELETE FROM ${evictedTableName(name)}`);
}

interface Rebuild {
  readonly db: WritableDatabase;
  readonly table: TableManifest;
  readonly id: number;
  readonly triggers: readonly TriggerDdl[];
}

function rebuild({ db, table, id, triggers }: Rebuild): number {
  for (const { name } of presentTriggers(db, table))
    db.exec(`DROP TRIGGER ${quoteIdentifier(name)}`);
  if (!tableExists(db, `_sync_base_${table.name}`)) {
    for (const statement of sideTableDdl(table)) db.exec(statement);
  }
  for (const { sql } of triggers) db.exec(sql);
  return markUntracked(db, table, id);
}

function markUntracked(db: WritableDatabase, table: TableManifest, id: number): number {
  const key = rowKeyProbe(table, 'x');
  const synced = `EXISTS (SELECT 1 FROM _sync_row WHERE tbl = ${String(id)} AND pk = ${key})`;
  const dirty = `EXISTS (SELECT 1 FROM _sync_dirty WHERE tbl = ${String(id)} AND pk = ${key})`;
  const name = quoteIdentifier(table.name);
  const missing = db.get(`SELECT 1 FROM ${name} AS x WHERE NOT ${synced} AND NOT ${dirty} LIMIT 1`);
  if (!missing) return 0;
  db.run('UPDATE _sync_counter SET rev = rev + 1');
  return db.run(
    `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
     SELECT ${String(id)}, ${key}, 'insert', (SELECT rev FROM _sync_counter), randomblob(16), 'external', 0, 0
     FROM ${name} AS x WHERE NOT ${synced} AND NOT ${dirty}`,
  );
}

function hashOf(triggers: readonly TriggerDdl[]): string {
  const hash = createHash('sha256');
  for (const { sql } of triggers) hash.update(sql).update('\0');
  return hash.digest('hex');
}

// The hash last installed, unless a trigger or side table has gone or changed since.
function currentHash(db: WritableDatabase, table: TableManifest, id: number): string | undefined {
  const installed = db.get<{ triggers: string }>(
    'SELECT triggers FROM _sync_table WHERE id = ?',
    id,
  )?.triggers;
  if (!installed || hashOf(presentTriggers(db, table)) !== installed) return undefined;
  const whole =
    tableExists(db, `_sync_base_${table.name}`) && tableExists(db, `_sync_evicted_${table.name}`);
  return whole ? installed : undefined;
}

function presentTriggers(db: WritableDatabase, table: TableManifest): TriggerDdl[] {
  return db.all<TriggerDdl>(
    `SELECT name, sql FROM sqlite_master
     WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE AND substr(name, 1, 6) = '_sync_' ORDER BY rowid`,
    table.name,
  );
}

function tableExists(db: WritableDatabase, name: string): boolean {
  return (
    db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name) !== undefined
  );
}
