import { existsSync } from 'node:fs';
import { openReadonly, type ReadableDatabase, type SqlValue } from './database.ts';
import type { SearchedTable } from './search-sql.ts';
import { hasParts, PREFIX_LETTERS, searchFilePath, searchProgress } from './search-file.ts';
import {
  isBlankQuery,
  matchesQuery,
  plainWords,
  searchDocument,
  searchQuery,
  type SearchQuery,
} from './search-text.ts';

/** Rows looked at before they are ranked; what matches more often than this is told apart by another word. */
const CANDIDATES = 60;
/** Rows that share the rarest word are looked at one by one, up to so many. */
const NARROW_ROWS = 250;
/** Rows that the index has not read yet are looked at one by one, the newest first, up to so many. */
const UNREAD_ROWS = 400;
/** The narrower side of a number and words is held in memory. */
const HELD_ROWS = 5000;
/** A word that more than this share of the records bears tells none from another. */
const COMMON_SHARE = 0.5;

export interface FoundRow {
  readonly rowid: SqlValue;
  readonly rank: Rank;
}

/** Lower is better, compared from left to right. */
export type Rank = readonly [
  wordsOnlyBegun: number,
  elsewhere: number,
  length: number,
  text: string,
];

export interface FoundRows {
  /** Best first. */
  readonly rows: readonly FoundRow[];
  /** There are more than were looked at. */
  readonly more: boolean;
  /** Rows that the index has not read and that were too many to look at one by one. */
  readonly unread: number;
}

/**
 * Finds rows by the words and numbers they hold. The index only proposes: each row is checked as it is at this
 * moment, and rows it has not read yet are looked at directly, so what was typed a moment ago is found.
 */
export class SearchRows {
  readonly #db: ReadableDatabase;
  readonly #path: string;
  #index: ReadableDatabase | undefined;

  constructor(db: ReadableDatabase) {
    this.#db = db;
    this.#path = searchFilePath(db.path);
  }

  find(searched: SearchedTable, text: string, limit: number): FoundRows {
    const query = searchQuery(text);
    if (isBlankQuery(query)) return { rows: [], more: false, unread: 0 };
    const fresh = this.#unread(searched);
    const proposed = this.#propose(searched, query);
    const rows = this.#ranked(searched, query, [...new Set([...fresh.rows, ...proposed])]);
    return {
      rows: rows.slice(0, limit),
      more: rows.length > limit,
      unread: fresh.left,
    };
  }

  close(): void {
    this.#index?.close();
    this.#index = undefined;
  }

  #open(): ReadableDatabase | undefined {
    if (this.#index || !existsSync(this.#path)) return this.#index;
    const index = openReadonly(this.#path, { key: this.#db.key });
    if (hasParts(index)) this.#index = index;
    else index.close();
    return this.#index;
  }

  #unread(searched: SearchedTable): { rows: SqlValue[]; left: number } {
    const index = this.#open();
    const name = `"${searched.table.name.replaceAll('"', '""')}"`;
    const last = index ? searchProgress(index, searched.id) : 0;
    const highest = this.#db.get<{ last: number | null }>(`SELECT max(rowid) AS last FROM ${name}`);
    const fresh = this.#db.rawAll(
      `SELECT rowid FROM ${name} WHERE rowid > ? ORDER BY rowid DESC LIMIT +?`,
      last,
      UNREAD_ROWS,
    );
    const noted = this.#db.rawAll(
      'SELECT DISTINCT row FROM _sync_reworded WHERE tbl = ? AND row IS NOT NULL LIMIT +?',
      searched.id,
      UNREAD_ROWS,
    );
    return {
      rows: [...fresh, ...noted].map(([row = null]) => row),
      left: Math.max(0, (highest?.last ?? 0) - last - UNREAD_ROWS),
    };
  }

  #propose(searched: SearchedTable, query: SearchQuery): SqlValue[] {
    const index = this.#open();
    if (!index) return [];
    const words = [...query.words, ...query.figures];
    const found = new Set(this.#byEachWord(index, searched.id, words));
    for (const row of this.#byNumber(index, searched.id, query)) found.add(row);
    return [...found];
  }

  /**
   * Every row with the rarest of the words, where that is few enough to look at. FTS5 walks through all rows of each
   * word: one that half the table bears would cost tens of milliseconds beside one that hardly any does. Where each is
   * frequent, rows with all of them but those that nearly every record bears: the records themselves are checked for
   * these.
   */
  #byEachWord(
    index: ReadableDatabase,
    id: number,
    words: readonly string[],
  ): readonly SqlValue[] | ReadonlySet<SqlValue> {
    const last = searchProgress(index, id);
    const telling: string[] = [];
    for (const word of words.toSorted((a, b) => b.length - a.length)) {
      const rows = this.#newestWith(index, id, word);
      if (rows.length <= NARROW_ROWS) return rows;
      const spanned = last - Number(rows.at(-1) ?? 0) + 1;
      if (rows.length <= spanned * COMMON_SHARE) telling.push(word);
    }
    const kept = words.filter((word) => telling.includes(word));
    return this.#byAllWords(index, id, kept.length > 0 ? kept : words.slice(-1));
  }

  /**
   * The newest rows that bear a word beginning so, one more than can be looked at where there are as many. For a
   * beginning longer than the index's SQLite would collect every row, so the word itself and the beginning that is in
   * the index are asked for first.
   */
  #newestWith(index: ReadableDatabase, id: number, word: string): SqlValue[] {
    const rowsOf = (match: string): SqlValue[] =>
      this.#byWords(index, id, { match: [match], limit: NARROW_ROWS + 1 });
    if (word.length <= PREFIX_LETTERS) return rowsOf(begun(word));
    const whole = rowsOf(quoted(word));
    if (whole.length > NARROW_ROWS) return whole;
    const wider = rowsOf(begun(word.slice(0, PREFIX_LETTERS)));
    return wider.length <= NARROW_ROWS ? wider : rowsOf(begun(word));
  }

  /** Whole words first: "rex" must not drown in Rexona. Where they are enough, their beginnings are not looked for. */
  #byAllWords(index: ReadableDatabase, id: number, words: readonly string[]): Set<SqlValue> {
    const found = new Set<SqlValue>();
    for (const match of [words.map(quoted), lastBegun(words), words.map(begun)]) {
      if (found.size >= CANDIDATES) break;
      for (const row of this.#byWords(index, id, { match, limit: CANDIDATES })) found.add(row);
    }
    return found;
  }

  #byWords(
    index: ReadableDatabase,
    id: number,
    { match, limit }: { match: readonly string[]; limit: number },
  ): SqlValue[] {
    const table = `words_${String(id)}`;
    return index
      .rawAll(
        `SELECT rowid FROM ${table} WHERE ${table} MATCH ? LIMIT +?`,
        match.join(' AND '),
        limit,
      )
      .map(([id]) => -(id as bigint));
  }

  /** A number that few rows bear is looked for alone: walking through all rows with the words would cost far more. */
  #byNumber(index: ReadableDatabase, id: number, { words, numbers }: SearchQuery): SqlValue[] {
    const limit = words.length > 0 ? HELD_ROWS : CANDIDATES;
    const found = numbers.map((begin) => this.#withNumber(index, id, { begin, limit }));
    if (found.every((rows) => rows.length <= NARROW_ROWS)) return found.flat();
    const worded = new Set(this.#byWords(index, id, { match: words.map(begun), limit: HELD_ROWS }));
    return found.flatMap((rows) =>
      rows.length <= NARROW_ROWS
        ? rows
        : rows.filter((row) => worded.has(row)).slice(0, CANDIDATES),
    );
  }

  #withNumber(
    index: ReadableDatabase,
    id: number,
    { begin, limit }: { begin: string; limit: number },
  ): SqlValue[] {
    return index
      .rawAll(
        `SELECT row FROM numbers_${String(id)} WHERE form >= ? AND form < ? LIMIT +?`,
        begin,
        // The character after 9: every form that begins so lies before it.
        `${begin}:`,
        limit,
      )
      .map(([row = null]) => row);
  }

  #ranked(searched: SearchedTable, query: SearchQuery, rowids: readonly SqlValue[]): FoundRow[] {
    const typed = [...query.words, ...query.figures];
    return this.#db
      .rawAll(
        `${searched.select} WHERE t.rowid IN (SELECT value FROM json_each(?))`,
        `[${rowids.join(',')}]`,
      )
      .flatMap(([rowid = null, ...values]) => {
        const texts = values.map((value) =>
          value === null || value instanceof Uint8Array ? null : String(value),
        );
        const document = searchDocument(texts);
        if (!matchesQuery(document, query)) return [];
        const title = plainWords(texts[0] ?? '');
        const begun = typed.filter((word) => !document.words.includes(word)).length;
        const elsewhere = typed.filter((word) => !title.some((one) => one.startsWith(word))).length;
        const text = title.join(' ');
        return [{ rowid, rank: [begun, elsewhere, text.length, text] as const }];
      })
      .sort((a, b) => compareRanks(a.rank, b.rank));
  }
}

export function compareRanks(a: Rank, b: Rank): number {
  for (const [place, one] of a.entries()) {
    const other = b[place] as typeof one;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function quoted(word: string): string {
  return `"${word}"`;
}

/** As one types, only the last word is unfinished. */
function lastBegun(words: readonly string[]): string[] {
  return words.map((word, place) => (place === words.length - 1 ? begun(word) : quoted(word)));
}

function begun(word: string): string {
  return `"${word}" *`;
}
