import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WritableDatabase } from './database.ts';
import { tableColumns } from './table-facts.ts';
import type { TrackedTable } from './tracked-table.ts';
import { baseTableName, evictedTableName, sideTableDdl } from './tracking-sql.ts';

/**
 * Makes the side tables of one table bear its columns, keeping the bases they hold. A column that bears another name
 * in the same place was renamed.
 * @returns the columns that are new to side tables that were there before
 */
export function repairSideTables({ db, table }: TrackedTable): string[] {
  const bare = `_sync_base_${table.name}`;
  const base = baseTableName(table.name);
  const [createBase, createEvicted] = sideTableDdl(table);
  db.exec(`DROP TABLE IF EXISTS ${evictedTableName(table.name)}`);
  db.exec(createEvicted);
  const before = tableColumns(db, bare).map(({ name }) => name);
  if (before.length === 0) {
    db.exec(createBase);
    return [];
  }
  const wanted = table.columns.map(({ name }) => name);
  const kept = [...before];
  for (const [index, old] of before.entries()) {
    const renamed = wanted[index];
    if (renamed === undefined || wanted.includes(old) || kept.includes(renamed)) continue;
    db.exec(
      `ALTER TABLE ${base} RENAME COLUMN ${quoteIdentifier(old)} TO ${quoteIdentifier(renamed)}`,
    );
    kept[index] = renamed;
  }
  const added = wanted.filter((name) => !kept.includes(name));
  for (const name of added) db.exec(`ALTER TABLE ${base} ADD COLUMN ${quoteIdentifier(name)}`);
  return added;
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
    db.exec(`ALTER TABLE ${evictedTableName(old)} RENAME TO ${evictedTableName(now)}`);
    db.run('UPDATE _sync_table SET name = ? WHERE id = ?', now, id);
  }
}
