import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { SqlValue } from './database.ts';
import type { Store } from './open-store.ts';
import { rowKey, rowKeyValues } from './row-key.ts';
import { fromSql, toSql } from './values.ts';

/** A row's place at the server: where the desk's image of it stood when both were last equal. */
export interface Held {
  readonly epoch: number;
  readonly version: number;
}

/** `lost` is 1 for a deletion that a restored server has forgotten, and has nothing to be deleted any more [SYNC-8]. */
export interface Known extends Held {
  readonly lost?: 0 | 1;
}

/**
 * The statements sync needs of one table: its rows, their bases and what the desk holds of the server's order.
 * Rows are wire rows in column order; `pk` is a row key. Writes to data rows need the gate open.
 */
export class TableAccess {
  readonly table: TableManifest;
  readonly id: number;
  readonly #store: Store;
  readonly #sql: ReturnType<typeof statements>;
  readonly #upsert: (...values: SqlValue[]) => number;
  readonly #hold: (...values: SqlValue[]) => number;
  readonly #keyIndexes: readonly number[];
  /** By the places of the columns they write. */
  readonly #updates = new Map<string, (...values: SqlValue[]) => number>();

  constructor(store: Store, table: TableManifest) {
    this.#store = store;
    this.table = table;
    this.id = store.tableId(table.name);
    this.#sql = statements(table);
    this.#upsert = store.db.runner(this.#sql.upsert);
    this.#hold = store.db.runner(
      `INSERT INTO _sync_row (tbl, pk, epoch, version, synced_at, own) VALUES (${String(this.id)}, ?, ?, ?, ?, ?)
       ON CONFLICT (tbl, pk) DO UPDATE SET epoch = excluded.epoch, version = excluded.version,
         synced_at = excluded.synced_at, own = excluded.own`,
    );
    this.#keyIndexes = table.primaryKey.map((name) =>
      table.columns.findIndex((column) => column.name === name),
    );
  }

  /** The row key of wire key values in primary-key order. */
  pkOfKey(key: readonly WireValue[]): SqlValue {
    return rowKey(this.table, this.#toSqlKey(key));
  }

  pkOfRow(row: WireRow): SqlValue {
    return this.pkOfKey(this.keyOfRow(row));
  }

  /** The wire key values a row key was made of. */
  keyOfPk(pk: SqlValue): WireValue[] {
    const values = rowKeyValues(this.table, pk);
    return this.#keyIndexes.map((columnIndex, index) => {
      const type = this.table.columns[columnIndex]?.type ?? 'text';
      const value = values[index] ?? null;
      // Side tables are read with plain numbers, data tables with bigints: the key may come as either.
      return fromSql(type, typeof value === 'number' && type === 'integer' ? BigInt(value) : value);
    });
  }

  /** Whether the desk knows the row to be at the server. */
  isHeld(pk: SqlValue): boolean {
    return (
      this.#store.db.get('SELECT 1 AS one FROM _sync_row WHERE tbl = ? AND pk = ?', this.id, pk) !==
      undefined
    );
  }

  keyOfRow(row: WireRow): WireValue[] {
    return this.#keyIndexes.map((index) => row[index] ?? null);
  }

  read(pk: SqlValue): WireRow | null {
    return this.#readFrom(this.#sql.read, pk);
  }

  readBase(pk: SqlValue): WireRow | null {
    return this.#readFrom(this.#sql.readBase, pk);
  }

  write(row: WireRow): void {
    this.#upsert(...this.#store.codec(this.table.name).toSqlRow(row));
  }

  /**
   * The same for a record that is probably there: only columns that differ are written. An index of the others is not
   * touched then, and nothing that is told of them hears of it; it costs a third.
   */
  rewrite(pk: SqlValue, row: WireRow): void {
    const values = this.#store.codec(this.table.name).toSqlRow(row);
    const before = this.#store.db.rawGet(this.#sql.read, ...rowKeyValues(this.table, pk));
    if (!before) {
      this.#upsert(...values);
      return;
    }
    // The key is what it was found by, whatever its collation takes for the same.
    const changed = values.flatMap((value, index) =>
      isSameValue(before[index], value) || this.#keyIndexes.includes(index) ? [] : [index],
    );
    if (changed.length === 0) return;
    const key = changed.join();
    let update = this.#updates.get(key);
    if (!update) {
      if (this.#updates.size >= KEPT_UPDATES) {
        this.#upsert(...values);
        return;
      }
      update = this.#store.db.runner(updateSql(this.table, changed));
      this.#updates.set(key, update);
    }
    update(...changed.map((index) => values[index] ?? null), ...rowKeyValues(this.table, pk));
  }

  remove(pk: SqlValue): void {
    this.#store.db.run(this.#sql.remove, ...rowKeyValues(this.table, pk));
  }

  writeBase(row: WireRow): void {
    this.dropBase(this.pkOfRow(row));
    this.#store.db.run(this.#sql.insertBase, ...this.#store.codec(this.table.name).toSqlRow(row));
  }

  dropBase(pk: SqlValue): void {
    this.#store.db.run(this.#sql.dropBase, ...rowKeyValues(this.table, pk));
  }

  /** What the desk holds of the row: its version, its tombstone's, or undefined where it never had it. */
  held(pk: SqlValue): Known | undefined {
    return (
      this.#store.db.get<Held>(
        'SELECT epoch, version FROM _sync_row WHERE tbl = ? AND pk = ?',
        this.id,
        pk,
      ) ??
      this.#store.db.get<Known>(
        'SELECT epoch, version, lost FROM _sync_tombstone WHERE tbl = ? AND pk = ?',
        this.id,
        pk,
      )
    );
  }

  hold(pk: SqlValue, held: Held, stamp: { at: number; own: boolean }): void {
    this.#hold(pk, held.epoch, held.version, stamp.at, stamp.own ? 1 : 0);
  }

  holdTombstone(pk: SqlValue, held: Held, lost = false): void {
    this.#store.db.run('DELETE FROM _sync_row WHERE tbl = ? AND pk = ?', this.id, pk);
    this.#store.db.run(
      `INSERT INTO _sync_tombstone (tbl, pk, epoch, version, lost) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (tbl, pk) DO UPDATE SET epoch = excluded.epoch, version = excluded.version, lost = excluded.lost`,
      this.id,
      pk,
      held.epoch,
      held.version,
      lost ? 1 : 0,
    );
  }

  dropTombstone(pk: SqlValue): void {
    this.#store.db.run('DELETE FROM _sync_tombstone WHERE tbl = ? AND pk = ?', this.id, pk);
  }

  #readFrom(sql: string, pk: SqlValue): WireRow | null {
    const row = this.#store.db.rawGet(sql, ...rowKeyValues(this.table, pk));
    return row ? this.#store.codec(this.table.name).fromSqlRow(row) : null;
  }

  #toSqlKey(key: readonly WireValue[]): SqlValue[] {
    return this.#keyIndexes.map((columnIndex, index) => {
      const column = this.table.columns[columnIndex];
      if (!column) throw new RangeError(`no key column ${String(index)} in ${this.table.name}`);
      return toSql(column.type, key[index] ?? null);
    });
  }
}

/** Sets of columns that change together are few; beyond these a record is written whole. */
const KEPT_UPDATES = 50;

function updateSql(table: TableManifest, columns: readonly number[]): string {
  const name = (index: number): string => quoteIdentifier(table.columns[index]?.name ?? '');
  const sets = columns.map((index) => `${name(index)} = ?`).join(', ');
  const where = table.primaryKey.map((key) => `${quoteIdentifier(key)} = ?`).join(' AND ');
  return `UPDATE ${quoteIdentifier(table.name)} SET ${sets} WHERE ${where}`;
}

/** A U+FFFD may be read where bytes are that are no text: what holds one counts as another. */
function isSameValue(before: SqlValue | undefined, value: SqlValue): boolean {
  if (typeof value === 'string') return before === value && !value.includes('\uFFFD');
  if (!(value instanceof Uint8Array)) return before === value;
  return before instanceof Uint8Array && Buffer.compare(before, value) === 0;
}

function statements(table: TableManifest) {
  const name = quoteIdentifier(table.name);
  const base = quoteIdentifier(`_sync_base_${table.name}`);
  const columns = table.columns.map((column) => quoteIdentifier(column.name));
  const list = columns.join(', ');
  const marks = columns.map(() => '?').join(', ');
  const keys = table.primaryKey.map(quoteIdentifier);
  const where = keys.map((key) => `${key} = ?`).join(' AND ');
  const sets = columns
    .filter((column) => !keys.includes(column))
    .map((column) => `${column} = excluded.${column}`)
    .join(', ');
  return {
    read: `SELECT ${list} FROM ${name} WHERE ${where}`,
    readBase: `SELECT ${list} FROM ${base} WHERE ${where}`,
    remove: `DELETE FROM ${name} WHERE ${where}`,
    dropBase: `DELETE FROM ${base} WHERE ${where}`,
    insertBase: `INSERT INTO ${base} (${list}) VALUES (${marks})`,
    upsert: `INSERT INTO ${name} (${list}) VALUES (${marks}) ON CONFLICT (${keys.join(', ')}) ${
      sets === '' ? 'DO NOTHING' : `DO UPDATE SET ${sets}`
    }`,
  };
}
