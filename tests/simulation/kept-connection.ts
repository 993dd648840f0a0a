import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';

/*
 * A desk that is killed starts again in this same process. Its next life goes on with the connection of the one before,
 * rolled back, and with the statements it had prepared: SQLite reads no schema and compiles nothing anew. The life that
 * was ended has nothing of it any more: whatever it still tries fails. What another process finds in the file after a
 * kill is left to the tests with real ones.
 *
 * For the same reason there are two connections to a file, one that enforces foreign keys and one that does not: to
 * switch one makes it compile every statement anew, which was a fifth of a history. Nothing is switched within a
 * transaction, so each is whole on one of them.
 */

export type Statement = BetterSqlite3.Statement;
type Preparation = [sql: string, owner: unknown, isPragma: boolean, flag: boolean];
/** better-sqlite3's own, behind its `Database`. */
interface Native {
  readonly inTransaction: boolean;
  prepare(...given: Preparation): Statement;
  exec(sql: string): void;
  close(): void;
}
type NativeArguments = [path: string, given: string, anonymous: boolean, readonly: boolean];

/** A connection, with its statements that nobody uses. */
interface Side {
  readonly native: Native;
  readonly idle: Map<string, { readonly statement: Statement; readonly gives: Shape }[]>;
}

/** How a statement gives what it reads. */
interface Shape {
  readonly raw: boolean;
  readonly plucked: boolean;
  readonly safe: boolean;
}
const PLAIN: Shape = { raw: false, plucked: false, safe: false };

type Enforcement = 'ON' | 'OFF';

/** What one life leaves to the next. */
export interface KeptConnection {
  readonly sides: Map<Enforcement, Side>;
  /** By pragma; they hold on either side. */
  readonly settings: Map<string, string>;
}

const SETTING = /^PRAGMA (\w+) = ([-\w]+)$/;
const NOTHING = { all: () => undefined };
/** Paths whose connections outlive a life, and by path what its next life takes over. */
const watched = new Map<string, LentConnection | undefined>();
const waiting = new Map<string, KeptConnection>();

/** One life's use of a file, in the place of better-sqlite3's native connection. */
class LentConnection {
  readonly name: string;
  readonly readonly = false;
  readonly memory = false;
  readonly #given: NativeArguments;
  readonly #kept: KeptConnection;
  readonly #statements: LentStatement[] = [];
  #enforcement: Enforcement = 'ON';
  #isUsed = false;
  #over = false;

  constructor(given: NativeArguments, kept: KeptConnection) {
    this.name = given[0];
    this.#given = given;
    this.#kept = kept;
  }

  get open(): boolean {
    return !this.#over;
  }

  get inTransaction(): boolean {
    return !this.#over && this.side.native.inTransaction;
  }

  /** The one that foreign keys are enforced on or not, as the life has set it last. */
  get side(): Side {
    if (this.#over) throw new TypeError('The database connection is not open');
    const { sides } = this.#kept;
    const side = sides.get(this.#enforcement) ?? this.#connect();
    sides.set(this.#enforcement, side);
    return side;
  }

  #connect(): Side {
    const native = new NativeDatabase(...this.#given);
    for (const [name, value] of [
      ...this.#kept.settings,
      ['foreign_keys', this.#enforcement] as const,
    ]) {
      native.prepare(`PRAGMA ${name} = ${value}`, native, true, false).all();
    }
    return { native, idle: new Map() };
  }

  prepare(...given: Preparation): unknown {
    if (given[2]) return this.#setting(given[0]) ?? this.side.native.prepare(...given);
    const lent = new LentStatement(this, given);
    this.#statements.push(lent);
    return lent;
  }

  /**
   * For a pragma that sets something. What is set already is not set again; nor is when a disk is waited for, for there is
   * none.
   */
  #setting(sql: string): { all: () => void } | undefined {
    const [, name = '', value = ''] = SETTING.exec(sql) ?? [];
    if (name === '') return undefined;
    if (name === 'synchronous') return NOTHING;
    if (name === 'foreign_keys')
      return { all: () => void (this.#enforcement = value as Enforcement) };
    return {
      all: () => {
        const { side } = this;
        const { sides, settings } = this.#kept;
        if (settings.get(name) === value) return;
        settings.set(name, value);
        for (const { native } of new Set([side, ...sides.values()])) native.exec(sql);
      },
    };
  }

  exec(sql: string): void {
    const setting = this.#setting(sql);
    if (setting) {
      setting.all();
      return;
    }
    this.#isUsed = true;
    this.side.native.exec(sql);
  }

  /** One that was refused before it began anything is left to who opens the file next. */
  close(): void {
    if (this.#over) return;
    const kept = this.#end();
    if (this.#isUsed || waiting.has(this.name)) closeKept(kept);
    else waiting.set(this.name, kept);
  }

  /** Ends this life's use. Undefined, and nothing is ended, where a query is under way. */
  keep(): KeptConnection | undefined {
    if (this.#over) return undefined;
    const { sides } = this.#kept;
    try {
      for (const { native } of sides.values()) {
        if (native.inTransaction) native.exec('ROLLBACK');
        for (const name of temporaryTables(native)) {
          prepareOnce(native, `DELETE FROM temp.${name}`).run();
        }
      }
    } catch {
      return undefined;
    }
    return this.#end();
  }

  #end(): KeptConnection {
    for (const statement of this.#statements) statement.end();
    this.#over = true;
    watched.set(this.name, undefined);
    return this.#kept;
  }
}

class LentStatement {
  readonly #connection: LentConnection;
  readonly #given: Preparation;
  readonly #natives = new Map<Side, Statement>();
  #gives = PLAIN;
  #isIterated = false;
  #over = false;

  constructor(connection: LentConnection, given: Preparation) {
    this.#connection = connection;
    this.#given = given;
    this.#use();
  }

  get reader(): boolean {
    return this.#use().reader;
  }

  get busy(): boolean {
    return this.#isIterated && [...this.#natives.values()].some(({ busy }) => busy);
  }

  get(...params: unknown[]): unknown {
    // Nobody else writes to this file, and the other side is no one else.
    if (this.#given[0] === 'PRAGMA data_version') return { data_version: 1 };
    return this.#use().get(...params);
  }

  all(...params: unknown[]): unknown[] {
    return this.#use().all(...params);
  }

  run(...params: unknown[]): BetterSqlite3.RunResult {
    return this.#use().run(...params);
  }

  iterate(...params: unknown[]): IterableIterator<unknown> {
    this.#isIterated = true;
    return this.#use().iterate(...params);
  }

  raw(on = true): this {
    this.#gives = { ...this.#gives, raw: on, plucked: false };
    this.#use().raw(on);
    return this;
  }

  safeIntegers(on = true): this {
    this.#gives = { ...this.#gives, safe: on };
    this.#use().safeIntegers(on);
    return this;
  }

  pluck(on = true): this {
    this.#gives = { ...this.#gives, plucked: on, raw: false };
    this.#use().pluck(on);
    return this;
  }

  /** What was prepared is left to who comes next. */
  end(): void {
    this.#over = true;
    const [sql] = this.#given;
    for (const [{ idle }, statement] of this.#natives) {
      const others = idle.get(sql);
      const left = { statement, gives: this.#gives };
      if (others) others.push(left);
      else idle.set(sql, [left]);
    }
  }

  #use(): Statement {
    if (this.#over) throw new TypeError('The database connection is not open');
    const { side } = this.#connection;
    return this.#natives.get(side) ?? this.#take(side);
  }

  #take(side: Side): Statement {
    const { statement, gives } = side.idle.get(this.#given[0])?.pop() ?? {
      statement: side.native.prepare(...this.#given),
      gives: PLAIN,
    };
    const { raw, plucked, safe } = this.#gives;
    if (safe !== gives.safe) statement.safeIntegers(safe);
    if (plucked !== gives.plucked) statement.pluck(plucked);
    if (raw !== gives.raw) statement.raw(raw);
    this.#natives.set(side, statement);
    return statement;
  }
}

/** They end with their process; that they are there already makes no difference. */
function temporaryTables(native: Native): string[] {
  const found = "SELECT name FROM temp.sqlite_master WHERE type = 'table'";
  return prepareOnce(native, found).raw().all().flat() as string[];
}

const prepared = new WeakMap<Native, Map<string, Statement>>();

/** For what no life does: lives have statements of their own. */
export function prepareOnce(native: Native, sql: string): Statement {
  const known = prepared.get(native) ?? new Map<string, Statement>();
  prepared.set(native, known);
  const statement = known.get(sql) ?? native.prepare(sql, native, false, false);
  known.set(sql, statement);
  return statement;
}

/** Where nobody goes on with it. */
export function closeKept({ sides }: KeptConnection): void {
  for (const { native } of sides.values()) native.close();
}

/** The next connections to this path are ones that can be kept. */
export function watchConnections(path: string): void {
  watched.set(path, undefined);
}

/** Ends whatever use the life at `path` makes of its connection; undefined where it cannot be handed on as it is. */
export function keepConnection(path: string): KeptConnection | undefined {
  return watched.get(path)?.keep();
}

/** Who opens `path` next goes on with this connection; the same file has to lie there. */
export function handOn(path: string, kept: KeptConnection): void {
  waiting.set(path, kept);
}

/** What `handOn` left for who opens `path` next. */
export function keptFor(path: string): KeptConnection | undefined {
  return waiting.get(path);
}

/** Nobody will open `path` any more, or another file lies there now. */
export function dropConnection(path: string): void {
  watched.delete(path);
  const kept = waiting.get(path);
  if (kept) closeKept(kept);
  waiting.delete(path);
}

const require = createRequire(import.meta.url);
const { getBinding } = require(join(dirname(require.resolve('better-sqlite3')), 'binding.js')) as {
  getBinding: () => { Database: new (...args: NativeArguments) => Native };
};
const binding = getBinding();
const { Database: NativeDatabase } = binding;

function connect(...args: NativeArguments): Native | LentConnection {
  const [path, , , readonly] = args;
  if (readonly || !watched.has(path)) return new NativeDatabase(...args);
  const kept = waiting.get(path) ?? {
    sides: new Map<Enforcement, Side>(),
    settings: new Map<string, string>(),
  };
  waiting.delete(path);
  const lent = new LentConnection(args, kept);
  watched.set(path, lent);
  return lent;
}

// What a constructor returns takes the place of what it would have made.
binding.Database = connect as unknown as new (...args: NativeArguments) => Native;
