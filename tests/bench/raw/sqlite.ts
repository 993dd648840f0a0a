import { openWritable } from '../../../engine/store/database.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import { insertSql, owners, patientRows, patients, type TextRow } from '../patients.ts';

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

/**
 * Seconds a million rows would take to be inserted into a new file: measured with a tenth of them, keyed by their text and
 * without any other index, trigger or check.
 */
export function plainSecondsPerMillion(path: string, seed: number): number {
  const count = 100_000;
  const rows = patientRows(seed, count);
  const db = openWritable(path);
  try {
    const [key, ...others] = patients.columns.map(({ name }) => `"${name}" TEXT`);
    db.exec(`CREATE TABLE patients (${String(key)} PRIMARY KEY, ${others.join(', ')})`);
    const insert = db.runner(insertSql(patients));
    const started = performance.now();
    db.transaction(() => {
      for (const row of rows) insert(...row);
    });
    return ((performance.now() - started) / 1000) * (1_000_000 / count);
  } finally {
    db.close();
  }
}
