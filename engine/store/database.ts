import { statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { DatabaseKey } from './database-key.ts';
import { applyKey } from './sealed-file.ts';
import { storeError } from './store-error.ts';

export type SqlValue = null | string | number | bigint | Uint8Array;

/**
 * A connection that cannot write. Statements are prepared once and cached by their text. Every error is a
 * `SatchelError` that holds the statement and never its parameters, which are patient data.
 *
 * While an iterator is open the connection refuses writes: finish it, or collect, before writing.
 */
export interface ReadableDatabase {
  readonly path: string;
  /** What the file is sealed with, and what lies beside it as well; undefined for a plain one. */
  readonly key: DatabaseKey | undefined;
  /** Rows as objects with plain numbers: for the `_sync_` tables. */
  get<R>(sql: string, ...params: SqlValue[]): R | undefined;
  all<R>(sql: string, ...params: SqlValue[]): R[];
  iterate<R>(sql: string, ...params: SqlValue[]): IterableIterator<R>;
  /** Rows as arrays with every integer a bigint, so that none is rounded: for data tables [VAL-1]. */
  rawGet(sql: string, ...params: SqlValue[]): SqlValue[] | undefined;
  rawAll(sql: string, ...params: SqlValue[]): SqlValue[][];
  rawIterate(sql: string, ...params: SqlValue[]): IterableIterator<SqlValue[]>;
  /** Lets go of the file; the next statement opens what lies at `path` by then. */
  release(): void;
  close(): void;
}

export interface WritableDatabase extends ReadableDatabase {
  /** Rows changed, those of triggers not counted. */
  run(sql: string, ...params: SqlValue[]): number;
  /** The prepared statement of `run`, to call in a hot loop. */
  runner(sql: string): (...params: SqlValue[]) => number;
  exec(sql: string): void;
  /**
   * `BEGIN IMMEDIATE` … `COMMIT`; within a transaction, a savepoint. Anything thrown rolls back and is rethrown.
   * @throws TypeError when `fn` returns a promise: nothing may be awaited while the write lock is held
   */
  transaction<T>(fn: () => T): T;
  readonly inTransaction: boolean;
  /** What every transaction that is no savepoint does besides. */
  gatherWith(gathering: Gathering): void;
  /** A transaction, or savepoint, that does nothing besides. */
  ungathered<T>(fn: () => T): T;
  /**
   * Runs `fn` without foreign keys, which SQLite cannot switch within a transaction. Each switch makes SQLite compile every
   * statement anew, so they stay off behind it until something is written outside of this and of `bookkeeping`.
   * @throws RangeError within a transaction
   */
  withoutForeignKeys<T>(fn: () => T): T;
  /** A transaction that writes side tables only, whose keys nobody enforces: foreign keys may be on or off. */
  bookkeeping<T>(fn: () => T): T;
  /**
   * Transactions of `fn` are not waited for until they are on the disk: a power cut may take them back, whole and from the
   * first of them on, as long as no later one has been brought there. Not to be called within a transaction.
   */
  losably<T>(fn: () => T): T;
  /**
   * Runs `fn`, which may put another file in the place of this one, while nobody else has the file open; then goes on
   * with what lies at `path`. Returns false, and has not run it, where another connection has the file open.
   */
  whileAlone(fn: () => void): boolean;
  /** The pragma's rows. */
  pragma(text: string): unknown;
}

export interface Gathering {
  /** Before the transaction begins. */
  readonly ahead: () => void;
  /** First and last within it. */
  readonly within: () => void;
}

export interface OpenOptions {
  /** Called after a statement that took `SLOW_MS` or longer. */
  readonly onSlow?: (sql: string, ms: number) => void;
  /** Refuse with STORE_MISSING instead of creating a blank file. */
  readonly mustExist?: boolean;
  /** What the file is sealed with, or will be; a plain file where there is none. */
  readonly key?: DatabaseKey | undefined;
}

/** The first release without a bug that could corrupt a WAL database. */
export const OLDEST_SQLITE = '3.51.3';
export const SLOW_MS = 250;
const BUSY_TIMEOUT_MS = 10_000;
const CACHED_STATEMENTS = 400;
/** SQLite takes a file of less than one page for an empty one, and would write over it. */
const SMALLEST_BYTES = 512;

/**
 * @throws SatchelError STORE_MISSING, STORE_NOT_A_DATABASE (the file is left byte-identical), STORE_READ_ONLY,
 * SQLITE_TOO_OLD
 */
export function openWritable(path: string, options: OpenOptions = {}): WritableDatabase {
  return new Connection(path, () => connectWritable(path, options), options);
}

function connectWritable(path: string, options: OpenOptions): BetterSqlite3.Database {
  const raw = connect(path, false, options);
  try {
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    raw.pragma('temp_store = MEMORY');
    raw.pragma('cache_size = -65536');
    // 64 MB of WAL between checkpoints: bulk applying is half as fast again as with the default of 4 MB.
    raw.pragma('wal_autocheckpoint = 16384');
    raw.pragma('journal_size_limit = 67108864');
  } catch (error) {
    raw.close();
    throw storeError(error, { path, sql: 'PRAGMA journal_mode = WAL' });
  }
  return raw;
}

/** @throws SatchelError as `openWritable`; a missing file is never created. */
export function openReadonly(path: string, options: OpenOptions = {}): ReadableDatabase {
  return new Connection(path, () => connectReadonly(path, options), options);
}

function connectReadonly(path: string, options: OpenOptions): BetterSqlite3.Database {
  const raw = connect(path, true, options);
  try {
    raw.pragma('query_only = ON');
    raw.pragma('temp_store = MEMORY');
    raw.pragma('cache_size = -32768');
  } catch (error) {
    raw.close();
    throw storeError(error, { path, sql: 'PRAGMA query_only = ON' });
  }
  return raw;
}

function connect(path: string, readonly: boolean, options: OpenOptions): BetterSqlite3.Database {
  const mustExist = readonly || (options.mustExist ?? false);
  refuseMissing(path, mustExist);
  let raw: BetterSqlite3.Database;
  try {
    raw = new BetterSqlite3(path, {
      readonly,
      fileMustExist: mustExist,
      timeout: BUSY_TIMEOUT_MS,
    });
  } catch (error) {
    throw storeError(error, { path, sql: 'open' });
  }
  try {
    // First of all: whatever is prepared may read the file, and without its key that is noise.
    applyKey(raw, options.key);
    const found = raw.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0';
    if (isOlder(found, OLDEST_SQLITE)) {
      throw new SatchelError('SQLITE_TOO_OLD', { found, needed: OLDEST_SQLITE });
    }
    // Reads the header, and so refuses another kind of file before anything could write to it.
    raw.pragma('schema_version');
    return raw;
  } catch (error) {
    raw.close();
    throw storeError(error, { path, sql: 'PRAGMA schema_version' });
  }
}

// Never opens the file itself: closing it again would drop the locks that other connections of this process hold.
function refuseMissing(path: string, mustExist: boolean): void {
  if (path === ':memory:') return;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat && mustExist) throw new SatchelError('STORE_MISSING', { path });
  const tooSmall = stat !== undefined && stat.size > 0 && stat.size < SMALLEST_BYTES;
  if (stat && (!stat.isFile() || tooSmall))
    throw new SatchelError('STORE_NOT_A_DATABASE', { path });
}

/** Compares dotted versions number by number. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

type Statement = BetterSqlite3.Statement<SqlValue[]>;
type Shape = 'object' | 'raw';

class Connection implements WritableDatabase {
  readonly path: string;
  readonly #key: DatabaseKey | undefined;
  readonly #connect: () => BetterSqlite3.Database;
  #connected: BetterSqlite3.Database | undefined;
  #closed = false;
  /** Foreign keys are enforced; every write but those of an indifferent scope sees to it. */
  #enforced = true;
  #indifferent = false;
  /** Commits are waited for; every write but those of a losable scope sees to it. */
  #durable = true;
  #losable = false;
  /** Iterators that were begun and may not be over. */
  #iterating = 0;
  #gathering: Gathering | undefined;
  readonly #onSlow: ((sql: string, ms: number) => void) | undefined;
  readonly #statements: Record<Shape, Map<string, Statement>> = {
    object: new Map(),
    raw: new Map(),
  };

  constructor(path: string, connect: () => BetterSqlite3.Database, options: OpenOptions) {
    this.path = path;
    this.#key = options.key;
    this.#connect = connect;
    this.#connected = connect();
    this.#onSlow = options.onSlow;
  }

  get key(): DatabaseKey | undefined {
    return this.#key;
  }

  get #raw(): BetterSqlite3.Database {
    if (this.#closed) throw new TypeError('the connection is closed');
    return (this.#connected ??= this.#connect());
  }

  get inTransaction(): boolean {
    return this.#connected?.inTransaction ?? false;
  }

  get<R>(sql: string, ...params: SqlValue[]): R | undefined {
    return this.#timed(sql, () => this.#prepare(sql, 'object').get(...params) as R | undefined);
  }

  all<R>(sql: string, ...params: SqlValue[]): R[] {
    return this.#timed(sql, () => this.#prepare(sql, 'object').all(...params) as R[]);
  }

  iterate<R>(sql: string, ...params: SqlValue[]): IterableIterator<R> {
    return this.#iterate(sql, 'object', params) as IterableIterator<R>;
  }

  rawGet(sql: string, ...params: SqlValue[]): SqlValue[] | undefined {
    return this.#timed(
      sql,
      () => this.#prepare(sql, 'raw').get(...params) as SqlValue[] | undefined,
    );
  }

  rawAll(sql: string, ...params: SqlValue[]): SqlValue[][] {
    return this.#timed(sql, () => this.#prepare(sql, 'raw').all(...params) as SqlValue[][]);
  }

  rawIterate(sql: string, ...params: SqlValue[]): IterableIterator<SqlValue[]> {
    return this.#iterate(sql, 'raw', params) as IterableIterator<SqlValue[]>;
  }

  run(sql: string, ...params: SqlValue[]): number {
    this.#prevail();
    return this.#timed(sql, () => this.#prepare(sql, 'object').run(...params).changes);
  }

  runner(sql: string): (...params: SqlValue[]) => number {
    let raw = this.#raw;
    let statement = this.#timed(sql, () => raw.prepare<SqlValue[]>(sql));
    return (...params) => {
      this.#prevail();
      try {
        if (raw !== this.#raw) {
          raw = this.#raw;
          statement = raw.prepare<SqlValue[]>(sql);
        }
        return statement.run(...params).changes;
      } catch (error) {
        throw storeError(error, { path: this.path, sql });
      }
    };
  }

  exec(sql: string): void {
    this.#prevail();
    this.#timed(sql, () => this.#raw.exec(sql));
  }

  pragma(text: string): unknown {
    this.#prevail();
    return this.#timed(`PRAGMA ${text}`, () => this.#raw.pragma(text));
  }

  transaction<T>(fn: () => T): T {
    const gathering = this.#raw.inTransaction ? undefined : this.#gathering;
    gathering?.ahead();
    return this.ungathered(() => {
      gathering?.within();
      const result = fn();
      if (isPromise(result)) throw new TypeError('a transaction must not await anything');
      gathering?.within();
      return result;
    });
  }

  ungathered<T>(fn: () => T): T {
    const nested = this.#raw.inTransaction;
    this.exec(nested ? 'SAVEPOINT satchel' : 'BEGIN IMMEDIATE');
    try {
      const result = fn();
      this.exec(nested ? 'RELEASE satchel' : 'COMMIT');
      return result;
    } catch (error) {
      // A full disk or a lost file has already rolled everything back.
      if (this.#raw.inTransaction) {
        this.#raw.exec(nested ? 'ROLLBACK TO satchel; RELEASE satchel' : 'ROLLBACK');
      }
      throw error;
    }
  }

  gatherWith(gathering: Gathering): void {
    this.#gathering = gathering;
  }

  withoutForeignKeys<T>(fn: () => T): T {
    if (this.inTransaction) throw new RangeError('foreign keys cannot be switched here');
    if (this.#enforced) {
      this.#raw.exec('PRAGMA foreign_keys = OFF');
      this.#enforced = false;
    }
    return this.#indifferently(fn);
  }

  bookkeeping<T>(fn: () => T): T {
    return this.#indifferently(() => this.transaction(fn));
  }

  losably<T>(fn: () => T): T {
    if (this.#durable) {
      this.#raw.exec('PRAGMA synchronous = NORMAL');
      this.#durable = false;
    }
    const before = this.#losable;
    this.#losable = true;
    try {
      return fn();
    } finally {
      this.#losable = before;
    }
  }

  #indifferently<T>(fn: () => T): T {
    const before = this.#indifferent;
    this.#indifferent = true;
    try {
      return fn();
    } finally {
      this.#indifferent = before;
    }
  }

  /** What a scope has switched off stays off behind it until something is written outside: switching costs more than most writes. */
  #prevail(): void {
    const isEnforced = this.#enforced || this.#indifferent;
    const isDurable = this.#durable || this.#losable;
    if ((isEnforced && isDurable) || this.inTransaction) return;
    if (!isEnforced) {
      this.#raw.exec('PRAGMA foreign_keys = ON');
      this.#enforced = true;
    }
    if (!isDurable) {
      this.#raw.exec('PRAGMA synchronous = FULL');
      this.#durable = true;
    }
  }

  whileAlone(fn: () => void): boolean {
    if (this.inTransaction) throw new RangeError('whileAlone must not run within a transaction');
    try {
      if (!lockAlone(this.#raw)) return false;
      fn();
      return true;
    } finally {
      this.release();
    }
  }

  release(): void {
    this.#statements.object.clear();
    this.#statements.raw.clear();
    this.#connected?.close();
    this.#connected = undefined;
    // The next connection enforces them, and waits for the disk, from the start.
    this.#enforced = true;
    this.#durable = true;
  }

  close(): void {
    this.release();
    this.#closed = true;
  }

  *#iterate(sql: string, shape: Shape, params: SqlValue[]): IterableIterator<unknown> {
    this.#iterating++;
    try {
      yield* this.#prepare(sql, shape).iterate(...params);
    } catch (error) {
      throw storeError(error, { path: this.path, sql });
    } finally {
      this.#iterating--;
    }
  }

  #prepare(sql: string, shape: Shape): Statement {
    const cache = this.#statements[shape];
    const cached = cache.get(sql);
    // An iterator that is still open keeps its statement; a second use gets its own. What is kept is compiled once as long
    // as no LIMIT is a bare parameter: SQLite plans by its value, and anew whenever one is bound. `LIMIT +?` is not.
    if (cached && (this.#iterating === 0 || !cached.busy)) return cached;
    const statement = this.#raw.prepare<SqlValue[]>(sql);
    if (shape === 'raw' && statement.reader) statement.raw(true).safeIntegers(true);
    if (!cached) {
      const oldest = cache.size >= CACHED_STATEMENTS ? cache.keys().next().value : undefined;
      if (oldest !== undefined) cache.delete(oldest);
      cache.set(sql, statement);
    }
    return statement;
  }

  #timed<T>(sql: string, fn: () => T): T {
    const started = this.#onSlow ? performance.now() : 0;
    try {
      return fn();
    } catch (error) {
      throw storeError(error, { path: this.path, sql });
    } finally {
      if (this.#onSlow) {
        const ms = performance.now() - started;
        if (ms >= SLOW_MS) this.#onSlow(sql, ms);
      }
    }
  }
}

/*
 * Every connection holds a lock on a WAL database while it has it open, so leaving WAL, which takes the exclusive lock,
 * succeeds for the only one. Nor can a program that opens the file from then on, and waits, write to it once it has
 * lost its name: outside WAL SQLite refuses that (READONLY_DBMOVED).
 */
function lockAlone(raw: BetterSqlite3.Database): boolean {
  try {
    raw.pragma('busy_timeout = 0');
    raw.pragma('journal_mode = DELETE');
    raw.exec('BEGIN EXCLUSIVE');
    return raw.pragma('journal_mode', { simple: true }) === 'delete';
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return false;
    }
    throw error;
  }
}

function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
