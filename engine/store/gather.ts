import { openReadonly, openWritable, type WritableDatabase } from './database.ts';
import type { DatabaseKey } from './database-key.ts';
import { type GatheredTable, gatherSql, type GatherSql } from './gather-sql.ts';
import { imageColumns } from './image-columns.ts';
import { schemaVersion } from './data-version.ts';
import { tableColumns } from './table-facts.ts';

/*
 * Gathering: what triggers have journalled becomes marks and bases [TRK-1]. Of each key the oldest entry says what was
 * there when the marks were last right; together with the row as it is now that is all there is to know. Set by set, so
 * that it costs the same few statements whatever another program has done.
 */

/** Who wrote what Satchel did not [TRK-6]. */
export const EXTERNAL = 'external';

const ANY =
  'SELECT EXISTS (SELECT 1 FROM _sync_arrival) OR EXISTS (SELECT 1 FROM _sync_image) AS some';

/** Whether anything waits to be gathered. */
export function hasJournal(db: Pick<WritableDatabase, 'get'>): boolean {
  return db.get<{ some: number }>(ANY)?.some === 1;
}

/**
 * Makes the marks say what was written since they last did. To be called within a transaction: entries go and marks come
 * together, so that a crash leaves one or the other.
 * @param actor who wrote it
 */
export function gather(db: WritableDatabase, actor: string): void {
  if (!hasJournal(db)) return;
  const waiting = db.all<{ tbl: number }>(
    'SELECT tbl FROM _sync_arrival UNION SELECT tbl FROM _sync_image',
  );
  const left: number[] = [];
  for (const { tbl } of waiting) {
    const sql = findSql(db, tbl);
    if (sql) gatherTable(db, sql, actor);
    else if (db.get('SELECT 1 FROM _sync_table WHERE id = ?', tbl)) left.push(tbl);
  }
  empty(db, left);
}

function gatherTable(db: WritableDatabase, sql: GatherSql, actor: string): void {
  db.run(sql.createVerdicts);
  db.run(sql.judge);
  const acts = new Set(db.all<{ act: string }>(sql.acts).map(({ act }) => act));
  if (acts.has('mark')) {
    db.run(sql.keepBases);
    db.run(sql.mark, actor);
  }
  if (acts.has('edit')) db.run(sql.edit, actor);
  if (acts.has('drop')) {
    db.run(sql.dropBases);
    db.run(sql.drop);
  }
  db.run(sql.forgetVerdicts);
}

/*
 * Entries of a table that is gone wait for it to be back. Then the last arrival's number stays taken, for images say by
 * these numbers what they are older than.
 */
function empty(db: WritableDatabase, left: readonly number[]): void {
  if (left.length === 0) {
    db.run('DELETE FROM _sync_arrival');
    db.run('DELETE FROM _sync_image');
    return;
  }
  const others = `tbl NOT IN (${left.join(', ')})`;
  db.run(
    `UPDATE _sync_arrival SET tbl = ? WHERE ${others} AND seq = (SELECT max(seq) FROM _sync_arrival)`,
    left[0] ?? 0,
  );
  db.run(`DELETE FROM _sync_arrival WHERE ${others}`);
  db.run(`DELETE FROM _sync_image WHERE ${others}`);
}

/** Records of which something waits to be gathered and that bear no mark: how many may turn out to be dirty. */
export function countJournalled(
  db: Pick<WritableDatabase, 'get' | 'all'>,
): { tbl: number; rows: number }[] {
  // A backup may be of before there was a journal.
  const known = db.get("SELECT 1 FROM sqlite_master WHERE name = '_sync_image'");
  if (!known || !hasJournal(db)) return [];
  return db
    .all<{ tbl: number }>('SELECT tbl FROM _sync_arrival UNION SELECT tbl FROM _sync_image')
    .flatMap(({ tbl }) => {
      const sql = findSql(db, tbl);
      const found = sql && db.get<{ rows: number }>(sql.countUnmarked);
      return found && found.rows > 0 ? [{ tbl, rows: found.rows }] : [];
    });
}

/** Gathers what lies in a file that is nobody's at work; its tables and their rows stay as they are. */
export function gatherFile(path: string, key: DatabaseKey | undefined): void {
  const reader = openReadonly(path, { mustExist: true, key });
  let some: boolean;
  try {
    some = countJournalled(reader).length > 0;
  } finally {
    reader.close();
  }
  if (!some) return;
  const db = openWritable(path, { mustExist: true, key });
  try {
    db.transaction(() => {
      gather(db, EXTERNAL);
    });
  } finally {
    db.close();
  }
}

interface Known {
  readonly schemaVersion: number;
  readonly tables: Map<number, GatherSql | undefined>;
}
const known = new WeakMap<object, Known>();

function findSql(db: Pick<WritableDatabase, 'get' | 'all'>, id: number): GatherSql | undefined {
  const version = schemaVersion(db);
  let found = known.get(db);
  if (found?.schemaVersion !== version) {
    found = { schemaVersion: version, tables: new Map() };
    known.set(db, found);
  }
  if (!found.tables.has(id)) {
    const table = findGathered(db, id);
    found.tables.set(id, table && gatherSql(table));
  }
  return found.tables.get(id);
}

/** The table that goes by this number now, as the file itself says; undefined where it is gone. */
function findGathered(
  db: Pick<WritableDatabase, 'get' | 'all'>,
  id: number,
): GatheredTable | undefined {
  // Its triggers went along with a table that was renamed.
  const named = db.get<{ known: string; name: string | null }>(
    `SELECT t.name AS known, coalesce(e.name, m.tbl_name) AS name FROM _sync_table AS t
     LEFT JOIN sqlite_master AS e ON e.type = 'table' AND e.name = t.name COLLATE NOCASE
     LEFT JOIN sqlite_master AS m ON m.type = 'trigger' AND m.name = '_sync_' || t.name || '_insert'
     WHERE t.id = ?`,
    id,
  );
  if (!named || named.name === null) return undefined;
  const base = tableColumns(db, `_sync_base_${named.known}`);
  const there = tableColumns(db, named.name).flatMap(({ name, hidden }) =>
    hidden === 0 ? [name] : [],
  );
  const names = imageColumns(
    base.map(({ name }) => name),
    there,
  );
  const key = base.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    id,
    name: named.name,
    baseName: `_sync_base_${named.known}`,
    columns: base.map(({ name }, place) => {
      const now = names[place] ?? name;
      return { base: name, now: there.includes(now) ? now : undefined };
    }),
    key: key.map(({ name }) => base.findIndex((column) => column.name === name)),
  };
}
