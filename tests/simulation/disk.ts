import BetterSqlite3 from 'better-sqlite3';
import type { SqlValue } from '../../engine/store/database.ts';
import type { Readings } from './desk-view.ts';

/** What a disk may do to a commit, or to the file when it is opened. */
export type DiskFault = 'disk full' | 'disk error' | 'unreadable at start';

/** The disk under one database file: it sees what the engine's one write connection does, and may fail. */
export class Disk {
  #fault: DiskFault | undefined;
  #wait = 0;
  #times = 0;
  #connection: BetterSqlite3.Database | undefined;
  #reader: Readings | undefined;
  /** How often it failed. */
  failures = 0;
  /** Told of a fault that took effect. */
  readonly #failed: (fault: DiskFault) => void;

  constructor(path: string, failed: (fault: DiskFault) => void) {
    this.#failed = failed;
    disks.set(path, this);
  }

  /** After `wait` more commits it fails `times` times. */
  arm(fault: DiskFault, { wait, times }: { wait: number; times: number }): void {
    this.#fault = fault;
    this.#wait = wait;
    this.#times = times;
  }

  mend(): void {
    this.#fault = undefined;
  }

  /** Reads what is committed, over the engine's own connection: opening another costs as much as a short cycle. */
  get reader(): Readings {
    if (!this.#connection) throw new RangeError('nobody has written to this file yet');
    return (this.#reader ??= readThrough(this.#connection));
  }

  /** As `reader`, when nothing is under way that is not committed. */
  get settled(): Readings {
    if (this.#connection?.inTransaction) throw new RangeError('a transaction is open');
    return this.reader;
  }

  opening(): void {
    if (this.#fault !== 'unreadable at start') return;
    this.#count();
    throw new BetterSqlite3.SqliteError('disk I/O error', 'SQLITE_IOERR_READ');
  }

  beginning(connection: BetterSqlite3.Database): void {
    if (this.#connection === connection) return;
    this.#connection = connection;
    this.#reader = undefined;
  }

  /** SQLite itself has rolled back where the disk was full; after an error it is the caller's to do. */
  committing(rollBack: () => void): void {
    if (this.#fault === undefined || this.#fault === 'unreadable at start') return;
    if (this.#wait-- > 0) return;
    const isFull = this.#count() === 'disk full';
    if (isFull) rollBack();
    throw isFull
      ? new BetterSqlite3.SqliteError('database or disk is full', 'SQLITE_FULL')
      : new BetterSqlite3.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
  }

  #count(): DiskFault | undefined {
    const fault = this.#fault;
    this.failures++;
    if (fault) this.#failed(fault);
    if (--this.#times <= 0) this.#fault = undefined;
    return fault;
  }
}

const disks = new Map<string, Disk>();

export function forgetDisk(path: string): void {
  disks.delete(path);
}

const driver = BetterSqlite3.prototype;
const { exec, pragma } = driver;

driver.exec = function (this: BetterSqlite3.Database, sql: string) {
  const disk = this.readonly ? undefined : disks.get(this.name);
  if (disk && sql === 'BEGIN IMMEDIATE') disk.beginning(this);
  if (disk && sql === 'COMMIT') disk.committing(() => exec.call(this, 'ROLLBACK'));
  return exec.call(this, sql);
};

driver.pragma = function (this: BetterSqlite3.Database, text, options) {
  if (text === 'schema_version') disks.get(this.name)?.opening();
  return pragma.call(this, text, options);
};

function readThrough(connection: BetterSqlite3.Database): Readings {
  const statements = new Map<string, BetterSqlite3.Statement<SqlValue[]>>();
  const prepare = (sql: string, isRaw: boolean): BetterSqlite3.Statement<SqlValue[]> => {
    const key = `${String(isRaw)} ${sql}`;
    const known = statements.get(key);
    if (known) return known;
    const statement = connection.prepare<SqlValue[]>(sql);
    if (isRaw) statement.raw(true).safeIntegers(true);
    statements.set(key, statement);
    return statement;
  };
  return {
    get: <R>(sql: string, ...params: SqlValue[]) =>
      prepare(sql, false).get(...params) as R | undefined,
    all: <R>(sql: string, ...params: SqlValue[]) => prepare(sql, false).all(...params) as R[],
    rawGet: (sql, ...params) => prepare(sql, true).get(...params) as SqlValue[] | undefined,
    rawAll: (sql, ...params) => prepare(sql, true).all(...params) as SqlValue[][],
  };
}
