import type { SqlValue, WritableDatabase } from './database.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { SearchedTable } from './search-sql.ts';
import { clearTable, searchProgress } from './search-file.ts';
import { searchDocument } from './search-text.ts';

/** Rows read in one statement: a slice may end after each. */
const STEP_ROWS = 300;
const SAMPLED_ROWS = 40;

export interface SearchWriterOptions {
  /** The records' database. */
  readonly db: WritableDatabase;
  readonly index: WritableDatabase;
  readonly tables: readonly SearchedTable[];
}

/** Brings the index up to the database, slice by slice. */
export class SearchWriter {
  readonly #db: WritableDatabase;
  readonly #index: WritableDatabase;
  readonly #tables: readonly SearchedTable[];

  constructor({ db, index, tables }: SearchWriterOptions) {
    this.#db = db;
    this.#index = index;
    this.#tables = tables;
  }

  /** Reads what changed and what is new, for as long as `goOn` says so. False when nothing is left to read. */
  slice(goOn: () => boolean): boolean {
    for (const searched of this.#tables) this.#stepBack(searched);
    return this.#readReworded() || this.#readNew(goOn);
  }

  /**
   * Looks up a few records of each table by what they say, and begins a table anew of which one is not found: its rowids
   * or its index are not what they were.
   * @returns the tables that are begun anew
   */
  check(): string[] {
    return this.#tables
      .filter((searched) => !this.#isSound(searched))
      .map(({ id, table }) => {
        this.#index.transaction(() => {
          clearTable(this.#index, id);
        });
        return table.name;
      });
  }

  /*
   * The database is locked for writing from reading a noted row until its note is gone, and the index is durable in
   * between: a change made meanwhile keeps its note, and a crash at any point reads the row once more.
   */
  #readReworded(): boolean {
    if (!this.#db.get('SELECT 1 AS one FROM _sync_reworded LIMIT 1')) return false;
    this.#db.transaction(() => {
      const notes = this.#db.all<{ id: number; tbl: number; row: number | null }>(
        'SELECT rowid AS id, tbl, row FROM _sync_reworded ORDER BY rowid LIMIT +?',
        STEP_ROWS,
      );
      this.#index.pragma('synchronous = FULL');
      this.#index.transaction(() => {
        for (const searched of this.#tables) {
          const rows = notes.filter(({ tbl }) => tbl === searched.id).map(({ row }) => row);
          if (rows.includes(null)) clearTable(this.#index, searched.id);
          const known = rows.filter((row) => row !== null);
          this.#readAgain(searched, known);
          this.#noteBorrowers(searched.table.name, known);
        }
      });
      this.#db.run('DELETE FROM _sync_reworded WHERE rowid <= ?', notes.at(-1)?.id ?? 0);
    });
    return true;
  }

  #readAgain(searched: SearchedTable, rows: readonly number[]): void {
    const last = searchProgress(this.#index, searched.id);
    // Those above have not been read at all yet.
    const known = [...new Set(rows)].filter((row) => row <= last);
    for (const row of known) {
      this.#index.run(`DELETE FROM words_${String(searched.id)} WHERE rowid = ?`, -row);
    }
    this.#add(
      searched,
      this.#db.rawAll(
        `${searched.select} WHERE t.rowid IN (SELECT value FROM json_each(?))`,
        JSON.stringify(known),
      ),
    );
  }

  /** Records that are found by the title of another are read again when that one's text changes. */
  #noteBorrowers(from: string, rows: readonly number[]): void {
    if (rows.length === 0) return;
    for (const { id, table, borrowed } of this.#tables) {
      for (const { column, key } of borrowed.filter((one) => one.from === from)) {
        this.#db.run(
          `INSERT INTO _sync_reworded (tbl, row)
           SELECT ${String(id)}, t.rowid FROM ${quoteIdentifier(from)} AS f
           JOIN ${quoteIdentifier(table.name)} AS t ON t.${quoteIdentifier(column)} = f.${quoteIdentifier(key)}
           WHERE f.rowid IN (SELECT value FROM json_each(?))`,
          JSON.stringify([...new Set(rows)]),
        );
      }
    }
  }

  // Losing the end of these to a power cut costs nothing: `last` goes back with them.
  #readNew(goOn: () => boolean): boolean {
    for (const searched of this.#tables) {
      const number = String(searched.id);
      let last = searchProgress(this.#index, searched.id);
      if (this.#highest(searched) <= last) continue;
      this.#index.pragma('synchronous = NORMAL');
      this.#index.transaction(() => {
        do {
          const rows = this.#db.rawAll(
            `${searched.select} WHERE t.rowid > ? ORDER BY t.rowid LIMIT +?`,
            last,
            STEP_ROWS,
          );
          if (rows.length === 0) break;
          this.#add(searched, rows);
          last = Number(rows.at(-1)?.[0] ?? last);
        } while (goOn());
        this.#index.run(`UPDATE progress SET last = ? WHERE tbl = ${number}`, last);
      });
      return true;
    }
    return false;
  }

  /** After the newest rows were deleted their rowids come again: those are rows to read, then. */
  #stepBack(searched: SearchedTable): void {
    const last = searchProgress(this.#index, searched.id);
    const highest = this.#highest(searched);
    if (highest >= last) return;
    this.#index.transaction(() => {
      const number = String(searched.id);
      this.#index.run(
        `DELETE FROM words_${number} WHERE rowid IN (SELECT id FROM words_${number}_docsize WHERE id < ?)`,
        -highest,
      );
      this.#index.run('UPDATE progress SET last = ? WHERE tbl = ?', highest, searched.id);
    });
  }

  #highest({ table }: SearchedTable): number {
    const row = this.#db.get<{ last: number | null }>(
      `SELECT max(rowid) AS last FROM ${quoteIdentifier(table.name)}`,
    );
    return row?.last ?? 0;
  }

  #add({ id }: SearchedTable, rows: readonly SqlValue[][]): void {
    const number = String(id);
    // FTS5 writes a segment whenever an id is below the last: within a step they rise.
    for (const [row, ...values] of rows.toReversed()) {
      const { words, numbers } = searchDocument(values.map(asText));
      if (words.length > 0) {
        this.#index.run(
          `INSERT INTO words_${number} (rowid, words) VALUES (?, ?)`,
          -Number(row),
          words.join(' '),
        );
      }
      for (const form of numbers) {
        this.#index.run(
          `INSERT OR IGNORE INTO numbers_${number} (form, row) VALUES (?, ?)`,
          form,
          row ?? null,
        );
      }
    }
  }

  #isSound(searched: SearchedTable): boolean {
    const last = searchProgress(this.#index, searched.id);
    if (last === 0) return true;
    const number = String(searched.id);
    const step = Math.max(1, Math.floor(last / SAMPLED_ROWS));
    for (let from = 0; from < last; from += step) {
      const [row, ...values] =
        this.#db.rawGet(`${searched.select} WHERE t.rowid > ? ORDER BY t.rowid LIMIT 1`, from) ??
        [];
      if (row === undefined || row === null || Number(row) > last) continue;
      const { words } = searchDocument(values.map(asText));
      if (words.length === 0) continue;
      const found = this.#index.get(
        `SELECT 1 AS one FROM words_${number} WHERE words_${number} MATCH ? AND rowid = ?`,
        words.map((word) => `"${word}"`).join(' AND '),
        -Number(row),
      );
      if (!found && !this.#isNoted(searched.id, row)) return false;
    }
    return true;
  }

  #isNoted(id: number, row: SqlValue): boolean {
    return (
      this.#db.get(
        'SELECT 1 AS one FROM _sync_reworded WHERE tbl = ? AND (row IS NULL OR row = ?) LIMIT 1',
        id,
        row,
      ) !== undefined
    );
  }
}

export function asText(value: SqlValue): string | null {
  return value === null || value instanceof Uint8Array ? null : String(value);
}
