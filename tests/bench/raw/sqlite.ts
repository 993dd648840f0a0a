import { openWritable } from '../../../engine/store/database.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import { insertSql, owners, patients, type TextRow } from '../patients.ts';

/**
 * Milliseconds of inserting these rows into a new file with the same tables, pragmas and driver, and nothing else:
 * one transaction, one prepared statement, foreign keys unchecked as they are while remote rows are applied.
 */
export function insertRaw(path: string, rows: { owners: TextRow[]; patients: TextRow[] }): number {
  const db = openWritable(path);
  try {
    db.pragma('foreign_keys = OFF');
    for (const table of [owners, patients]) for (const sql of sqliteTableDdl(table)) db.exec(sql);
    const owner = db.runner(insertSql(owners));
    const patient = db.runner(insertSql(patients));
    const started = performance.now();
    db.transaction(() => {
      for (const row of rows.owners) owner(...row);
      for (const row of rows.patients) patient(...row);
    });
    return performance.now() - started;
  } finally {
    db.close();
  }
}
