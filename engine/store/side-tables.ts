import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WritableDatabase } from './database.ts';
import { imageColumns } from './image-columns.ts';
import { tableColumns } from './table-facts.ts';
import type { TrackedTable } from './tracked-table.ts';
import { baseTableDdl, baseTableName } from './tracking-sql.ts';

/**
 * Makes the side tables of one table bear its columns, keeping the bases they hold. What was journalled must have been
 * gathered.
 * @returns the columns that are new to a base table that was there before
 */
export function repairSideTables({ db, table }: TrackedTable): string[] {
  const base = baseTableName(table.name);
  const before = tableColumns(db, `_sync_base_${table.name}`).map(({ name }) => name);
  const names = imageColumns(
    before,
    table.columns.map(({ name }) => name),
  );
  widen(db, '_sync_image', columnsOf('c', names.length));
  widen(db, '_sync_arrival', columnsOf('k', table.primaryKey.length));
  if (before.length === 0) {
    db.exec(baseTableDdl(table));
    return [];
  }
  for (const [place, old] of before.entries()) {
    const renamed = names[place] ?? old;
    if (renamed === old) continue;
    db.exec(
      `ALTER TABLE ${base} RENAME COLUMN ${quoteIdentifier(old)} TO ${quoteIdentifier(renamed)}`,
    );
  }
  const added = names.slice(before.length);
  for (const name of added) db.exec(`ALTER TABLE ${base} ADD COLUMN ${quoteIdentifier(name)}`);
  return added;
}

// One by one and in order, so that equally wide ones have equal DDL, however they became so.
function widen(db: WritableDatabase, journal: string, columns: readonly string[]): void {
  const there = new Set(tableColumns(db, journal).map(({ name }) => name));
  for (const column of columns) {
    if (!there.has(column)) db.exec(`ALTER TABLE ${journal} ADD COLUMN ${column}`);
  }
}

function columnsOf(letter: string, width: number): string[] {
  return Array.from({ length: width }, (_, place) => `${letter}${String(place)}`);
}

/** Side tables of the former version that no trigger of the former version writes to any more. */
export function dropFormerSideTables(db: WritableDatabase): void {
  const left = db.all<{ name: string }>(
    `SELECT name FROM sqlite_master AS m WHERE type = 'table' AND substr(name, 1, 14) = '_sync_evicted_'
       AND NOT EXISTS (SELECT 1 FROM sqlite_master AS t
         WHERE t.type = 'trigger' AND t.tbl_name <> m.name AND instr(t.sql, m.name))`,
  );
  for (const { name } of left) db.exec(`DROP TABLE ${quoteIdentifier(name)}`);
}

/** A table that another program renamed keeps its number, its marks and its bases: its triggers went with it. */
export function followRenames(db: WritableDatabase): void {
  const renamed = db.all<{ id: number; old: string; new: string }>(
    `SELECT t.id, t.name AS old, m.tbl_name AS new FROM _sync_table AS t
     JOIN sqlite_master AS m ON m.type = 'trigger' AND m.name = '_sync_' || t.name || '_insert'
     WHERE m.tbl_name <> t.name COLLATE NOCASE
       AND NOT EXISTS (SELECT 1 FROM sqlite_master AS e WHERE e.type = 'table' AND e.name = t.name COLLATE NOCASE)`,
  );
  for (const { id, old, new: now } of renamed) {
    db.exec(`ALTER TABLE ${baseTableName(old)} RENAME TO ${baseTableName(now)}`);
    db.run('UPDATE _sync_table SET name = ? WHERE id = ?', now, id);
  }
}
