import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { TableFacts } from './table-facts.ts';

/*
 * Trigger bodies run inside other programs, under their SQLite and their outer conflict clause: only built-in
 * functions, INSERT … VALUES and INSERT … SELECT, and IS NOT instead of != [TRK-2].
 *
 * - They only write down, at the end of the journal, what is lost otherwise: that a key was not there, and what a row
 *   was. A trigger that fires costs a frame whatever it does, and an append is the least it can do; what the entries
 *   come to is for whoever gathers them. VALUES wherever nothing is asked: for a SELECT SQLite runs a coroutine, which
 *   costs as much as the append.
 * - A row is noted before anything is done to it, or as OLD. The rows in the way of an INSERT come before its arrival,
 *   so that one replaced under its own key was there first.
 * - COLLATE BINARY, for a column whose own collation finds 'rex' equal to 'REX' would lose that edit.
 * - A column of a foreign table may be dropped by its program, which SQLite refuses while a trigger names it: every
 *   NEW.c and OLD.c but those of the key stands within a subquery, in whose surroundings an empty side table bears the
 *   alias NEW or OLD. The name finds the row's column while there is one, and then that table's NULL [TRK-5]. It costs a
 *   microsecond an edit, so tables of our own are named plainly.
 */
const NOW = `julianday('now')`;
const GATE = '(SELECT open FROM _sync_gate) = 0';
const ARRIVALS = '(SELECT max(seq) FROM _sync_arrival)';

export function baseTableName(table: string): string {
  return quoteIdentifier(`_sync_base_${table}`);
}

/** Bases of dirty rows: an untyped copy of the table, so that any value fits. */
export function baseTableDdl(table: TableManifest): string {
  const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const key = table.primaryKey.map(quoteIdentifier).join(', ');
  return `CREATE TABLE ${baseTableName(table.name)} (${columns}, PRIMARY KEY (${key}) ON CONFLICT REPLACE) WITHOUT ROWID`;
}

export interface TriggerDdl {
  readonly name: string;
  readonly sql: string;
}

/** Every tracking trigger of one table. */
export function trackingTriggers(facts: TableFacts): TriggerDdl[] {
  return new TriggerWriter(facts).all();
}

class TriggerWriter {
  readonly #facts: TableFacts;
  readonly #id: string;
  readonly #name: string;
  readonly #base: string;
  readonly #columns: readonly string[];
  readonly #key: readonly string[];

  constructor(facts: TableFacts) {
    this.#facts = facts;
    this.#id = String(facts.id);
    this.#name = quoteIdentifier(facts.table.name);
    this.#base = baseTableName(facts.table.name);
    this.#columns = facts.table.columns.map(({ name }) => quoteIdentifier(name));
    this.#key = facts.table.primaryKey.map(quoteIdentifier);
  }

  /*
   * Every trigger that fires costs a frame of its own, so those for rare cases name the columns that can bring them
   * about. SQLite promises no order between triggers of one event: no two of these are about the same row.
   */
  all(): TriggerDdl[] {
    const sameKey = this.#key.map((c) => `NEW.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ');
    const onKey = `UPDATE OF ${this.#keyNames().join(', ')} ON ${this.#name}`;
    return [
      ...this.#insertions(),
      this.#trigger('update', `AFTER UPDATE ON ${this.#name}`, {
        when: [this.#anyChanged(this.#columns), ...this.#keyed('OLD')],
        body: [this.#image('OLD')],
      }),
      this.#trigger('moving', `AFTER ${onKey}`, {
        when: [`NOT (${sameKey})`, ...this.#keyed('NEW')],
        body: [this.#arrival()],
      }),
      this.#trigger('noting_update', `BEFORE UPDATE${this.#ofUniques()} ON ${this.#name}`, {
        when: [this.#uniqueChanged(), this.#anyInTheWay(this.#notOld())],
        body: this.#imagesInTheWay(this.#notOld()),
      }),
      this.#trigger('delete', `AFTER DELETE ON ${this.#name}`, {
        when: this.#keyed('OLD'),
        body: [this.#image('OLD')],
      }),
    ];
  }

  // What an INTEGER PRIMARY KEY will be is known only afterwards.
  #insertions(): TriggerDdl[] {
    const before = `BEFORE INSERT ON ${this.#name}`;
    if (this.#facts.rowidAlias === undefined) {
      const body = [...this.#imagesInTheWay('1'), this.#arrival()];
      return [this.#trigger('insert', before, { when: [], body })];
    }
    return [
      this.#trigger('noting_insert', before, {
        when: [this.#anyInTheWay('1')],
        body: this.#imagesInTheWay('1'),
      }),
      this.#trigger('insert', `AFTER INSERT ON ${this.#name}`, {
        when: [],
        body: [this.#arrival()],
      }),
    ];
  }

  #trigger(
    suffix: string,
    event: string,
    { when, body }: { when: readonly string[]; body: readonly string[] },
  ): TriggerDdl {
    const name = `_sync_${this.#facts.table.name}_${suffix}`;
    const sql = `CREATE TRIGGER ${quoteIdentifier(name)} ${event} FOR EACH ROW
WHEN ${[GATE, ...when].join(' AND ')}
BEGIN
  ${body.join(';\n  ')};
END`;
    return { name, sql };
  }

  // A NULL key names no record; SQLite lets such rows be, and nothing can be said about them.
  #keyed(alias: string): string[] {
    return this.#facts.nullableKey ? this.#key.map((c) => `${alias}.${c} IS NOT NULL`) : [];
  }

  // By these names an UPDATE may set the key: `SET rowid = 5` sets an INTEGER PRIMARY KEY under another name.
  #keyNames(): string[] {
    const aliases = this.#facts.rowidAlias === undefined ? [] : ['rowid', '_rowid_', 'oid'];
    return [...this.#key, ...aliases.map(quoteIdentifier)];
  }

  #ofUniques(): string {
    if (this.#facts.conditionalUniques) return '';
    return ` OF ${[...new Set([...this.#keyNames(), ...this.#uniqueColumns()])].join(', ')}`;
  }

  #arrival(): string {
    const places = this.#key.map((_, place) => `k${String(place)}`).join(', ');
    const key = this.#key.map((c) => `NEW.${c}`).join(', ');
    const keyed = this.#keyed('NEW');
    const into = `INSERT INTO _sync_arrival (tbl, at, ${places})`;
    const values = `${this.#id}, ${NOW}, ${key}`;
    if (keyed.length === 0) return `${into} VALUES (${values})`;
    return `${into} SELECT ${values} WHERE ${keyed.join(' AND ')}`;
  }

  #intoImage(): string {
    const places = this.#facts.table.columns.map(
      ({ name }) => `c${String(this.#facts.places.get(name) ?? NaN)}`,
    );
    return `INSERT INTO _sync_image (tbl, at, arrivals, ${places.join(', ')})`;
  }

  #image(alias: string): string {
    const into = this.#intoImage();
    const first = `${this.#id}, ${NOW}, ${ARRIVALS}`;
    if (!this.#facts.isForeign) {
      return `${into} VALUES (${first}, ${this.#columns.map((c) => `${alias}.${c}`).join(', ')})`;
    }
    const values = this.#columns.map((c) => `(SELECT ${alias}.${c})`).join(', ');
    return `${into} SELECT ${first}, ${values} FROM ${this.#instead(alias)}`;
  }

  // One row in which each alias bears every column, as NULL.
  #instead(...aliases: readonly string[]): string {
    const empty = aliases.map((alias) => `LEFT JOIN ${this.#base} AS ${alias} ON 0`);
    return ['_sync_gate AS g', ...empty].join(' ');
  }

  // SQLite stops at the first that differs: keys and references come first in a table, and are edited least.
  #anyChanged(columns: readonly string[]): string {
    if (columns.length === 0) return '0';
    const differ = columns
      .toReversed()
      .map((c) => `NEW.${c} COLLATE BINARY IS NOT OLD.${c}`)
      .join(' OR ');
    return this.#survivingDrops(columns, ['OLD', 'NEW'], differ);
  }

  // A condition on columns of which the other program may drop one.
  #survivingDrops(
    columns: readonly string[],
    aliases: readonly string[],
    condition: string,
  ): string {
    const stays = columns.every((column) => this.#key.includes(column));
    if (stays || !this.#facts.isForeign) return `(${condition})`;
    return `EXISTS (SELECT 1 FROM ${this.#instead(...aliases)} WHERE EXISTS (SELECT 1 WHERE ${condition}))`;
  }

  #notOld(): string {
    return `NOT (${this.#key.map((c) => `x.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ')})`;
  }

  #uniqueColumns(): string[] {
    return this.#facts.uniques.flat().map(({ name }) => quoteIdentifier(name));
  }

  #uniqueChanged(): string {
    if (this.#facts.conditionalUniques) return this.#anyChanged(this.#columns);
    return this.#anyChanged([...new Set(this.#uniqueColumns())]);
  }

  /** For each unique index the condition under which a row `x` is in the way of NEW. */
  #matches(): string[] {
    const { uniques, hasCollations } = this.#facts;
    return uniques.map((unique) =>
      unique
        .map(({ name, collation }) => {
          const column = quoteIdentifier(name);
          const collate = hasCollations ? ` COLLATE ${quoteIdentifier(collation)}` : '';
          return `x.${column} = NEW.${column}${collate}`;
        })
        .join(' AND '),
    );
  }

  #inTheWay(columns: string, where: string): string {
    return this.#matches()
      .map((match) => `SELECT ${columns} FROM ${this.#name} AS x WHERE ${match} AND ${where}`)
      .join(' UNION ALL ');
  }

  #anyInTheWay(where: string): string {
    const found = `EXISTS (${this.#inTheWay('1', where)})`;
    return this.#survivingDrops(this.#uniqueColumns(), ['x', 'NEW'], found);
  }

  #imagesInTheWay(where: string): string[] {
    const only = [...(where === '1' ? [] : [where]), ...this.#keyed('x')];
    const head = `${this.#intoImage()} SELECT ${this.#id}, ${NOW}, ${ARRIVALS}`;
    if (this.#facts.isForeign) return [`${head}, ${this.#foreignInTheWay(only)}`];
    const values = this.#columns.map((c) => `x.${c}`).join(', ');
    return this.#statements(this.#matches()).map((match) => {
      const found = [match, ...only].join(' AND ');
      return `${head}, ${values} FROM ${this.#name} AS x WHERE ${found}`;
    });
  }

  // SQLite searches an OR of terms by an index each, but scans the whole table where one of them has a COLLATE.
  #statements(matches: readonly string[]): readonly string[] {
    if (this.#facts.hasCollations || matches.length < 2) return matches;
    return [`(${matches.map((match) => `(${match})`).join(' OR ')})`];
  }

  // `z.c` finds the column of the row in the way while there is one, and then the empty side table's.
  #foreignInTheWay(only: readonly string[]): string {
    const [x, y] = ['x', 'y'].map((alias) => this.#key.map((c) => `${alias}.${c}`).join(', '));
    const same = this.#key.map((c) => `z.${c} = y.${c} AND z.${c} COLLATE BINARY IS y.${c}`);
    const values = this.#columns.map((c) =>
      this.#key.includes(c)
        ? `y.${c}`
        : `(SELECT z.${c} FROM ${this.#name} AS z WHERE ${same.join(' AND ')})`,
    );
    const found = this.#inTheWay(x ?? '', only.length > 0 ? only.join(' AND ') : '1');
    return `${values.join(', ')} FROM ${this.#instead('x', 'z', 'NEW')} JOIN ${this.#name} AS y WHERE (${y ?? ''}) IN (${found})`;
  }
}
