import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { rowKeyExpression, rowKeyProbe } from './row-key.ts';
import type { TableFacts } from './table-facts.ts';

/*
 * Trigger bodies run inside other programs, under their SQLite and their outer conflict clause: only built-in
 * functions, INSERT … SELECT … WHERE, UPDATE and DELETE, and IS NOT instead of != [TRK-2].
 *
 * - changes() = 0 after an UPDATE says that the row was not there. NOT EXISTS on the table inserted into would make
 *   SQLite build a temporary table for every row.
 * - COLLATE BINARY, for a column whose own collation finds 'rex' equal to 'REX' would lose that edit.
 * - A unary + takes the column's affinity away, so that the untyped keys of side tables are found by index.
 * - A column of the table may be dropped by the other program, which SQLite refuses while a trigger names it: every
 *   NEW.c and OLD.c but those of the key stands within a subquery, in whose surroundings an empty side table bears the
 *   alias NEW or OLD. The name finds the row's column while there is one, and then that table's NULL [TRK-5].
 * - julianday, for unixepoch('subsec') is NULL before SQLite 3.42.
 */
const NOW = `CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)`;
const GATE = '(SELECT open FROM _sync_gate) = 0';
const REV = '(SELECT rev FROM _sync_counter)';
const ACTOR = '(SELECT name FROM _sync_actor)';
const BUMP = 'UPDATE _sync_counter SET rev = rev + 1';
const FREE = 'batch IS NULL AND held IS NULL';
const EDITED = `rev = ${REV},
    mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END,
    actor = ${ACTOR}, last_at = ${NOW}`;

export function baseTableName(table: string): string {
  return quoteIdentifier(`_sync_base_${table}`);
}

export function evictedTableName(table: string): string {
  return quoteIdentifier(`_sync_evicted_${table}`);
}

/** Untyped copies of the table: bases of dirty rows, and rows about to be evicted. Untyped, so that any value fits. */
export function sideTableDdl(table: TableManifest): readonly [base: string, evicted: string] {
  const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const key = table.primaryKey.map(quoteIdentifier).join(', ');
  return [
    `CREATE TABLE ${baseTableName(table.name)} (${columns}, PRIMARY KEY (${key}) ON CONFLICT REPLACE) WITHOUT ROWID`,
    `CREATE TABLE ${evictedTableName(table.name)} (${columns})`,
  ];
}

export interface TriggerDdl {
  readonly name: string;
  readonly sql: string;
}

/** Every tracking trigger of one table. */
export function trackingTriggers(facts: TableFacts): TriggerDdl[] {
  return new TriggerWriter(facts).all();
}

/** Where departing rows come from: the trigger's OLD row, or the noted rows that OR REPLACE did evict. */
interface Departure {
  readonly alias: string;
  readonly from: string;
  readonly where: string;
  readonly keys: string;
}

class TriggerWriter {
  readonly #facts: TableFacts;
  readonly #name: string;
  readonly #base: string;
  readonly #evicted: string;
  readonly #columns: readonly string[];
  readonly #key: readonly string[];

  constructor(facts: TableFacts) {
    this.#facts = facts;
    this.#name = quoteIdentifier(facts.table.name);
    this.#base = baseTableName(facts.table.name);
    this.#evicted = evictedTableName(facts.table.name);
    this.#columns = facts.table.columns.map(({ name }) => quoteIdentifier(name));
    this.#key = facts.table.primaryKey.map(quoteIdentifier);
  }

  /*
   * Of the triggers of one event SQLite fires the last created first: a row is marked, then what it evicted is looked
   * at. The other order would still mark every row, only a row replaced under its own key as new.
   */
  all(): TriggerDdl[] {
    const noted = `EXISTS (SELECT 1 FROM ${this.#evicted})`;
    const sameKey = this.#key.map((c) => `NEW.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ');
    const changed = this.#anyChanged(this.#columns);
    return [
      this.#trigger('insert_noting', 'BEFORE INSERT', this.#evictable('1'), this.#note('1')),
      this.#trigger(
        'update_noting',
        'BEFORE UPDATE',
        `${this.#uniqueChanged()} AND ${this.#evictable(this.#notOld())}`,
        this.#note(this.#notOld()),
      ),
      this.#trigger('insert_evicting', 'AFTER INSERT', noted, this.#evict()),
      this.#trigger('update_evicting', 'AFTER UPDATE', `${noted} AND ${sameKey}`, [
        BUMP,
        ...this.#depart(this.#gone()),
        `DELETE FROM ${this.#evicted}`,
      ]),
      this.#trigger(
        'moving_evicting',
        'AFTER UPDATE',
        `NOT (${sameKey}) AND ${noted}`,
        this.#evict(),
      ),
      this.#trigger('update_moving', 'AFTER UPDATE', `NOT (${sameKey})`, [
        BUMP,
        ...this.#depart(this.#old()),
        ...this.#arrive(),
      ]),
      this.#trigger('insert', 'AFTER INSERT', '1', [BUMP, ...this.#arrive()]),
      this.#trigger('update', 'AFTER UPDATE', `${sameKey} AND ${changed}`, [BUMP, ...this.#edit()]),
      this.#trigger('delete', 'AFTER DELETE', '1', [
        `DELETE FROM ${this.#evicted}`,
        BUMP,
        ...this.#depart(this.#old()),
      ]),
    ];
  }

  #trigger(suffix: string, event: string, when: string, body: readonly string[]): TriggerDdl {
    const name = `_sync_${this.#facts.table.name}_${suffix}`;
    const keyed = this.#facts.nullableKey ? ` AND ${this.#keyed(event)}` : '';
    const sql = `CREATE TRIGGER ${quoteIdentifier(name)} ${event} ON ${this.#name} FOR EACH ROW
WHEN ${when} AND ${GATE}${keyed}
BEGIN
  ${body.join(';\n  ')};
END`;
    return { name, sql };
  }

  // A NULL key names no record; SQLite lets such rows be, and nothing can be said about them.
  #keyed(event: string): string {
    const aliases = event.endsWith('INSERT')
      ? ['NEW']
      : event.endsWith('DELETE')
        ? ['OLD']
        : ['NEW', 'OLD'];
    return aliases
      .flatMap((alias) => this.#key.map((column) => `${alias}.${column} IS NOT NULL`))
      .join(' AND ');
  }

  #probe(alias: string): string {
    return rowKeyProbe(this.#facts.table, alias);
  }

  #keyEquals(left: string, right: string): string {
    return this.#key.map((column) => `${left}.${column} = +${right}.${column}`).join(' AND ');
  }

  #dirty(alias: string): string {
    return `EXISTS (SELECT 1 FROM _sync_dirty WHERE tbl = ${String(this.#facts.id)} AND pk = ${this.#probe(alias)})`;
  }

  #synced(alias: string): string {
    return `EXISTS (SELECT 1 FROM _sync_row WHERE tbl = ${String(this.#facts.id)} AND pk = ${this.#probe(alias)})`;
  }

  #hasBase(alias: string): string {
    return `EXISTS (SELECT 1 FROM ${this.#base} AS b WHERE ${this.#keyEquals('b', alias)})`;
  }

  #opOf(alias: string): string {
    return `CASE WHEN ${this.#hasBase(alias)} THEN 'update' ELSE 'insert' END`;
  }

  #insertDirty(alias: string, op: string, tail: string): string {
    return `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT ${String(this.#facts.id)}, ${this.#probe(alias)}, ${op}, ${REV}, randomblob(16), ${ACTOR}, ${NOW}, ${NOW}
    ${tail}`;
  }

  #insertBase(alias: string, tail: string): string {
    const values = this.#columns.map((column) => `(SELECT ${alias}.${column})`).join(', ');
    const from = alias === 'OLD' ? `FROM ${this.#instead('OLD')} ` : '';
    return `INSERT INTO ${this.#base} (${this.#columns.join(', ')}) SELECT ${values} ${from}${tail}`;
  }

  // One row in which each alias bears every column, as NULL.
  #instead(...aliases: readonly string[]): string {
    const empty = aliases.map((alias) => `LEFT JOIN ${this.#evicted} AS ${alias} ON 0`);
    return ['_sync_gate AS g', ...empty].join(' ');
  }

  #anyChanged(columns: readonly string[]): string {
    const differ = columns.map((c) => `NEW.${c} COLLATE BINARY IS NOT OLD.${c}`).join(' OR ');
    if (columns.every((column) => this.#key.includes(column))) return `(${differ})`;
    return `EXISTS (SELECT 1 FROM ${this.#instead('OLD', 'NEW')} WHERE (SELECT ${differ}))`;
  }

  #old(): Departure {
    return { alias: 'OLD', from: '', where: '1', keys: `pk = ${this.#probe('OLD')}` };
  }

  #gone(): Departure {
    const still = this.#key
      .map((column) => `x.${column} = n.${column} AND x.${column} COLLATE BINARY IS n.${column}`)
      .join(' AND ');
    const from = `FROM ${this.#evicted} AS n`;
    const where = `NOT EXISTS (SELECT 1 FROM ${this.#name} AS x WHERE ${still})`;
    return {
      alias: 'n',
      from,
      where,
      keys: `pk IN (SELECT ${rowKeyExpression(this.#facts.table, 'n')} ${from} WHERE ${where})`,
    };
  }

  // A row that the server never had, and no unanswered batch holds, leaves no trace.
  #depart({ alias, from, where, keys }: Departure): string[] {
    const rows = `tbl = ${String(this.#facts.id)} AND ${keys}`;
    const first = `${from} WHERE ${where} AND ${this.#synced(alias)} AND NOT ${this.#dirty(alias)}`;
    return [
      this.#insertBase(alias, first),
      this.#insertDirty(alias, `'delete'`, first),
      `DELETE FROM _sync_dirty WHERE ${rows} AND op = 'insert' AND ${FREE}`,
      `UPDATE _sync_dirty SET op = 'delete', ${EDITED} WHERE ${rows} AND op IS NOT 'delete'`,
    ];
  }

  // A row that was not there: new, back after its deletion, or replaced under its own key.
  #arrive(): string[] {
    return [
      `UPDATE _sync_dirty SET op = ${this.#opOf('NEW')}, ${EDITED} WHERE ${this.#row('NEW')}`,
      this.#insertDirty('NEW', this.#opOf('NEW'), 'WHERE changes() = 0'),
      ...this.#undo(),
    ];
  }

  #edit(): string[] {
    const op = `CASE WHEN ${this.#synced('NEW')} THEN 'update' ELSE 'insert' END`;
    return [
      `UPDATE _sync_dirty SET ${EDITED} WHERE ${this.#row('NEW')}`,
      this.#insertDirty('NEW', op, 'WHERE changes() = 0'),
      this.#insertBase('OLD', `WHERE changes() = 1 AND ${this.#synced('OLD')}`),
      ...this.#undo(),
    ];
  }

  // Equal to its base again: clean, unless an unanswered batch or a person's decision still holds the row [TRK-4].
  #undo(): string[] {
    const equal = this.#columns.map((c) => `b.${c} IS +NEW.${c}`).join(' AND ');
    const key = this.#key.map((c) => `b.${c} = (SELECT +NEW.${c})`).join(' AND ');
    return [
      `DELETE FROM _sync_dirty WHERE ${this.#row('NEW')} AND op = 'update' AND ${FREE}
    AND EXISTS (SELECT 1 FROM ${this.#base} AS b LEFT JOIN ${this.#evicted} AS NEW ON 0 WHERE ${key} AND (SELECT ${equal}))`,
      `DELETE FROM ${this.#base} WHERE changes() = 1 AND ${this.#keyEquals(this.#base, 'NEW')}`,
    ];
  }

  // What OR REPLACE put out of the way: other rows have departed, and the row of the same key was its base [TRK-3].
  #evict(): string[] {
    const own = this.#key.map((column) => `n.${column} IS +NEW.${column}`).join(' AND ');
    const fresh = `EXISTS (SELECT 1 FROM _sync_dirty WHERE ${this.#row('NEW')} AND op = 'insert')`;
    return [
      BUMP,
      ...this.#depart(this.#gone()),
      this.#insertBase(
        'n',
        `FROM ${this.#evicted} AS n WHERE ${own} AND ${this.#synced('n')} AND ${fresh}`,
      ),
      `UPDATE _sync_dirty SET op = 'update' WHERE ${this.#row('NEW')} AND op = 'insert' AND ${this.#hasBase('NEW')}`,
      ...this.#undo(),
      `DELETE FROM ${this.#evicted}`,
    ];
  }

  #row(alias: string): string {
    return `tbl = ${String(this.#facts.id)} AND pk = ${this.#probe(alias)}`;
  }

  #notOld(): string {
    return `NOT (${this.#key.map((c) => `x.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ')})`;
  }

  #uniqueChanged(): string {
    if (this.#facts.conditionalUniques) return this.#anyChanged(this.#columns);
    const names = new Set(this.#facts.uniques.flat().map(({ name }) => quoteIdentifier(name)));
    return this.#anyChanged([...names]);
  }

  #colliding(): string {
    return this.#facts.uniques
      .map((columns) =>
        columns
          .map(({ name, collation }) => {
            const column = quoteIdentifier(name);
            return `x.${column} = NEW.${column} COLLATE ${quoteIdentifier(collation)}`;
          })
          .join(' AND '),
      )
      .map((match) => `(${match})`)
      .join(' OR ');
  }

  #evictable(where: string): string {
    const found = `EXISTS (SELECT 1 FROM ${this.#name} AS x WHERE (${this.#colliding()}) AND ${where})`;
    const onlyKey = this.#facts.uniques
      .flat()
      .every(({ name }) => this.#facts.table.primaryKey.includes(name));
    if (onlyKey) return found;
    return `EXISTS (SELECT 1 FROM ${this.#instead('x', 'NEW')} WHERE ${found})`;
  }

  // The keys of the rows in the way, then their other columns: `SELECT c` finds the noted NULL where c was dropped.
  #note(where: string): string[] {
    const key = this.#key.join(', ');
    const y = this.#key.map((column) => `y.${column}`).join(', ');
    const x = this.#key.map((column) => `x.${column}`).join(', ');
    const same = this.#key
      .map((column) => `y.${column} COLLATE BINARY IS ${this.#evicted}.${column}`)
      .join(' AND ');
    const found = this.#key
      .map((column) => `y.${column} = ${this.#evicted}.${column}`)
      .join(' AND ');
    const rest = this.#columns.filter((column) => !this.#key.includes(column));
    const fill = `UPDATE ${this.#evicted} SET (${rest.join(', ')}) =
    (SELECT ${rest.join(', ')} FROM ${this.#name} AS y WHERE ${found} AND ${same})`;
    return [
      `DELETE FROM ${this.#evicted}`,
      `INSERT INTO ${this.#evicted} (${key}) SELECT ${y} FROM ${this.#instead('x', 'NEW')} JOIN ${this.#name} AS y
    WHERE (${y}) IN (SELECT ${x} FROM ${this.#name} AS x WHERE (${this.#colliding()}) AND ${where})`,
      ...(rest.length > 0 ? [fill] : []),
    ];
  }
}
