import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import { sqliteCode } from './store-error.ts';
import type { Held, TableAccess } from './table-access.ts';

/** Rows one statement inserts. From here on more save little, and a set that does not fit is applied row by row. */
export const FRESH_ROWS = 16;

export interface FreshRow {
  readonly row: WireRow;
  readonly held: Held;
}

/**
 * Inserts rows of the server that this desk has never had, a set at a time: a statement, a trigger's frame and the
 * driver's part cost as much for one row as for many. Needs the gate open.
 */
export class FreshRows {
  readonly #store: Store;
  readonly #access: TableAccess;
  readonly #insert: (...values: SqlValue[]) => number;
  readonly #hold: (...values: SqlValue[]) => number;

  constructor(store: Store, access: TableAccess) {
    this.#store = store;
    this.#access = access;
    const { columns, name } = access.table;
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    const sets = (marks: string): string =>
      Array.from({ length: FRESH_ROWS }, () => `(${marks})`).join(', ');
    // ABORT also where the other program's table says that a key replaces.
    this.#insert = store.db.runner(
      `INSERT OR ABORT INTO ${quoteIdentifier(name)} (${list}) VALUES ${sets(columns.map(() => '?').join(', '))}`,
    );
    this.#hold = store.db.runner(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at, own)
       VALUES ${sets(`${String(access.id)}, ?, ?, ?, ?, 0`)}`,
    );
  }

  /**
   * Whether nothing is known of this table that a row unknown here could run into: no unsent edit, no deletion.
   * Good until somebody else may write.
   */
  areAlone(): boolean {
    const { db } = this.#store;
    return !['_sync_dirty', '_sync_tombstone'].some((side) =>
      db.get(`SELECT 1 AS one FROM ${side} WHERE tbl = ? LIMIT 1`, this.#access.id),
    );
  }

  /**
   * Inserts exactly `FRESH_ROWS` rows. False, with nothing done, where one of them is here already or a unique value is
   * taken.
   * @throws SatchelError VALUE_INVALID
   */
  insert(rows: readonly FreshRow[], at: number): boolean {
    const codec = this.#store.codec(this.#access.table.name);
    const values: SqlValue[] = [];
    const places: SqlValue[] = [];
    for (const { row, held } of rows) {
      values.push(...codec.toSqlRow(row));
      places.push(this.#access.pkOfRow(row), held.epoch, held.version, at);
    }
    try {
      this.#store.db.transaction(() => {
        this.#insert(...values);
        this.#hold(...places);
      });
      return true;
    } catch (error) {
      const taken = ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];
      if (taken.includes(sqliteCode(error) ?? '')) return false;
      throw error;
    }
  }
}
