import { createHash } from 'node:crypto';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WritableDatabase } from './database.ts';
import { schemaVersion } from './data-version.ts';
import { dropFormerSideTables, repairSideTables } from './side-tables.ts';
import { searchTriggers } from './search-sql.ts';
import { isWithoutRowid, tableColumns, tableFacts } from './table-facts.ts';
import { trackingTriggers, type TriggerDdl } from './tracking-sql.ts';
import type { TrackedStore, TrackedTable } from './tracked-table.ts';
import { markDeletions, markInsertions, markNewColumns } from './untracked.ts';

/** What `verifyTracking` had to repair. */
export interface TrackingReport {
  /** Tables whose triggers or side tables were missing or out of date, and were rebuilt. */
  readonly rebuilt: readonly string[];
  /** Rows found by content that had changed unseen and are dirty now. */
  readonly found: number;
  /** Tables that went without triggers for a while: edits of synced rows may be missing; compare them by content. */
  readonly suspect: readonly string[];
}

const nothing: TrackingReport = { rebuilt: [], found: 0, suspect: [] };
const verifiedAt = new WeakMap<TrackedStore, number>();
/** By manifest, digests of all that the check depends on, where it found nothing to repair: the same needs no second look. */
const sound = new WeakMap<SchemaManifest, Set<string>>();

/**
 * Checks every table's triggers, and installs or repairs what another program (or nobody yet) left otherwise; rows
 * that changed unseen are looked for by content and marked. Costs one PRAGMA where the file's schema is unchanged, and
 * one query where this process has found a file with the same schema in order.
 */
export function verifyTracking(store: TrackedStore): TrackingReport {
  const { db, schema } = store;
  if (verifiedAt.get(store) === schemaVersion(db)) return nothing;
  const report = db.transaction(() => {
    const lies = digestSchema(db);
    const known = sound.get(schema) ?? new Set<string>();
    if (known.has(lies)) return nothing;
    const found = repairAll(store);
    if (found.rebuilt.length === 0 && found.suspect.length === 0) {
      sound.set(schema, known.add(lies));
    }
    return found;
  });
  verifiedAt.set(store, schemaVersion(db));
  return report;
}

/** Of every table, index and trigger as the file has them, and of what is written down of the tables' tracking. */
function digestSchema(db: WritableDatabase): string {
  const hash = createHash('sha256');
  const parts = db.all<{ part: string }>(
    `SELECT type || char(0) || tbl_name || char(0) || coalesce(sql, name) AS part FROM sqlite_master
     UNION ALL SELECT id || char(0) || name || char(0) || triggers FROM _sync_table`,
  );
  for (const { part } of parts) hash.update(part).update('\0\0');
  return hash.digest('hex');
}

/** Installs tracking in a file whose every row is the server's, as a snapshot's are: nothing needs to be looked for. */
export function installTracking(store: TrackedStore): void {
  const { db, schema } = store;
  db.transaction(() => {
    for (const table of schema.tables) {
      const id = store.tableId(table.name);
      const tracked = { db, table, id, isForeign: schema.isForeign ?? false };
      install(tracked, triggersOf(tracked).wanted);
    }
  });
}

function repairAll(store: TrackedStore): TrackingReport {
  const { db, schema } = store;
  const rebuilt: string[] = [];
  const suspect: string[] = [];
  let found = 0;
  for (const table of schema.tables) {
    const id = store.tableId(table.name);
    const tracked = { db, table, id, isForeign: schema.isForeign ?? false };
    if (tableColumns(db, table.name).length === 0) {
      suspect.push(table.name);
      continue;
    }
    const repaired = repair(tracked);
    if (!repaired) continue;
    rebuilt.push(table.name);
    found += repaired.found;
    if (repaired.unwatched) suspect.push(table.name);
  }
  if (rebuilt.length > 0) dropFormerSideTables(db);
  return { rebuilt, found, suspect };
}

function repair(tracked: TrackedTable): { found: number; unwatched: boolean } | undefined {
  const { db, table, id } = tracked;
  const installed = db.get<{ triggers: string }>(
    'SELECT triggers FROM _sync_table WHERE id = ?',
    id,
  );
  const { tracking, wanted } = triggersOf(tracked);
  const present = presentTriggers(db, table);
  const hash = hashOf(wanted);
  if (installed?.triggers === hash && hashOf(present) === hash) return undefined;

  const names = new Set(present.map(({ name }) => name));
  const unwatched = installed?.triggers !== '' && !tracking.every(({ name }) => names.has(name));
  const added = install(tracked, wanted);
  const found =
    markInsertions(tracked) +
    (unwatched ? markDeletions(tracked) : 0) +
    markNewColumns(tracked, added);
  return { found, unwatched };
}

function triggersOf(tracked: TrackedTable): {
  tracking: readonly TriggerDdl[];
  wanted: readonly TriggerDdl[];
} {
  const facts = tableFacts(tracked);
  const tracking = trackingTriggers(facts);
  const withoutRowid = isWithoutRowid(tracked.db, tracked.table.name);
  return {
    tracking,
    wanted: [...tracking, ...searchTriggers(facts, withoutRowid)],
  };
}

/** Returns the columns that are new to side tables that were there before. */
function install(tracked: TrackedTable, wanted: readonly TriggerDdl[]): string[] {
  const { db, table, id } = tracked;
  for (const { name } of presentTriggers(db, table)) {
    db.exec(`DROP TRIGGER ${quoteIdentifier(name)}`);
  }
  const added = repairSideTables(tracked);
  for (const { sql } of wanted) db.exec(sql);
  // Whatever was written meanwhile, its text is unread.
  db.run('INSERT INTO _sync_reworded (tbl, row) VALUES (?, NULL)', id);
  db.run('UPDATE _sync_table SET triggers = ? WHERE id = ?', hashOf(wanted), id);
  return added;
}

function presentTriggers(db: WritableDatabase, table: TableManifest): TriggerDdl[] {
  return db.all<TriggerDdl>(
    `SELECT name, sql FROM sqlite_master
     WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE
       AND substr(name, 1, 6) = '_sync_' ORDER BY rowid`,
    table.name,
  );
}

function hashOf(triggers: readonly TriggerDdl[]): string {
  const hash = createHash('sha256');
  for (const { sql } of triggers) hash.update(sql).update('\0');
  return hash.digest('hex');
}
