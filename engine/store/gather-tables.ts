import { schemaVersion } from './data-version.ts';
import type { WritableDatabase } from './database.ts';
import { type GatheredTable, gatherSql, type GatherSql } from './gather-sql.ts';
import { imageColumns } from './image-columns.ts';
import { tableColumns } from './table-facts.ts';

/** Whether anything waits to be gathered. */
export function hasJournal(db: Pick<WritableDatabase, 'get'>): boolean {
  return (
    db.get(
      'SELECT 1 WHERE EXISTS (SELECT 1 FROM _sync_arrival) OR EXISTS (SELECT 1 FROM _sync_image)',
    ) !== undefined
  );
}

/** Numbers of the tables of which something is journalled. */
export function journalledTables(db: Pick<WritableDatabase, 'all'>): number[] {
  return db
    .all<{ tbl: number }>('SELECT tbl FROM _sync_arrival UNION SELECT tbl FROM _sync_image')
    .map(({ tbl }) => tbl);
}

/** Has the verdicts made, and makes marks and bases of them. */
export function carryOut(
  db: WritableDatabase,
  sql: GatherSql,
  { actor, judge }: { actor: string; judge: () => void },
): void {
  db.run(sql.createVerdicts);
  judge();
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

interface Known {
  readonly schemaVersion: number;
  readonly tables: Map<number, GatherSql | undefined>;
}
const known = new WeakMap<object, Known>();

/** How the table that goes by this number is gathered; undefined where it is gone. */
export function findSql(
  db: Pick<WritableDatabase, 'get' | 'all'>,
  id: number,
): GatherSql | undefined {
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
