import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

export type Statement = readonly [sql: string, ...values: string[]];

/** Changes rows behind the tracking's back, as a bit that flipped or a restored file would. */
export function behindTracking(home: string, ...statements: Statement[]): void {
  const other = new BetterSqlite3(join(home, 'clinic.db'));
  other.transaction(() => {
    other.exec('UPDATE _sync_gate SET open = 1');
    for (const [sql, ...values] of statements) other.prepare(sql).run(...values);
    other.exec('UPDATE _sync_gate SET open = 0');
  })();
  other.close();
}
