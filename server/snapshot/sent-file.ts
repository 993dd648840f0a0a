import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SchemaManifest, TableManifest, WireType } from '../../shared/records/manifest.ts';
import { quoteIdentifier as quote } from '../../shared/records/sqlite-ddl.ts';
import {
  integerToWire,
  typeProblem,
  type WireRow,
  type WireValue,
} from '../../shared/records/values.ts';

/** The columns that a file has of one of the clinic's tables. */
export interface FileTable {
  readonly table: TableManifest;
  readonly columns: readonly string[];
}

/** A SQLite database that somebody sent, laid down for as long as it is read. */
export class SentFile {
  readonly #folder: string;
  readonly #db: BetterSqlite3.Database;

  /** @throws SatchelError USAGE where it is no database, or a damaged one */
  constructor(bytes: Uint8Array) {
    this.#folder = mkdtempSync(join(tmpdir(), 'satchel-sent-'));
    let db: BetterSqlite3.Database | undefined;
    try {
      const path = join(this.#folder, 'sent.db');
      writeFileSync(path, bytes, { mode: 0o600 });
      db = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
      const check: unknown = db.pragma('quick_check(1)', { simple: true });
      if (check !== 'ok') throw new RangeError('it is damaged');
      this.#db = db;
    } catch (cause) {
      db?.close();
      rmSync(this.#folder, { recursive: true, force: true });
      const detail = 'the file in the field "database" is not a sound SQLite database';
      throw new SatchelError('USAGE', { detail }, { cause });
    }
  }

  /** Of the clinic's tables those that the file has with their keys, parents first. */
  tables(schema: SchemaManifest): FileTable[] {
    return schema.tables.flatMap((table) => {
      if (table.system) return [];
      const names = this.#db.prepare('SELECT name FROM pragma_table_info(?)').pluck();
      const there = new Set(names.all(table.name) as string[]);
      const columns = table.columns.map(({ name }) => name).filter((name) => there.has(name));
      const isKeyed = table.primaryKey.every((name) => there.has(name));
      return isKeyed ? [{ table, columns }] : [];
    });
  }

  /** Names of the tables in the file that are none of these. */
  others(tables: readonly FileTable[]): string[] {
    const known = new Set(tables.map(({ table }) => table.name));
    const all = this.#db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    return all.filter((name) => !known.has(name)).sort();
  }

  /** Rows as the wire has them, in the order of `columns`; null for one with a value that the wire cannot carry. */
  *rows({ table, columns }: FileTable): Generator<WireRow | null> {
    const types = table.columns.flatMap(({ name, type }) => (columns.includes(name) ? [type] : []));
    const sql = `SELECT ${columns.map(quote).join(', ')} FROM ${quote(table.name)}`;
    const rows = this.#db.prepare(sql).raw().safeIntegers().iterate();
    for (const row of rows as Iterable<unknown[]>) {
      const values = row.map((value, at) => wireValue(types[at] as WireType, value));
      yield values.includes(undefined) ? null : (values as WireRow);
    }
  }

  close(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A value as SQLite gives it, in its wire form; undefined where it has none [VAL-1]. */
function wireValue(type: WireType, stored: unknown): WireValue | undefined {
  if (stored === null) return null;
  const value = plain(type, stored);
  return typeProblem(type, value) === undefined ? (value as WireValue) : undefined;
}

function plain(type: WireType, stored: unknown): unknown {
  if (type === 'blob') {
    return stored instanceof Uint8Array ? Buffer.from(stored).toString('base64') : undefined;
  }
  if (type === 'boolean') return stored === 1n ? true : stored === 0n ? false : undefined;
  // A NUMERIC column keeps 12.0 as the integer 12.
  return typeof stored === 'bigint' ? integerToWire(stored) : stored;
}
