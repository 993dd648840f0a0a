import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { rowKeyProbe } from './row-key.ts';
import type { TableFacts } from './table-facts.ts';

/*
 * Trigger bodies run inside other programs, under their SQLite and their outer conflict clause: only built-in
 * functions, INSERT … SELECT … WHERE, UPDATE and DELETE, and IS NOT instead of != [TRK-2].
 *
 * - changes() = 0 after an UPDATE says that the row was not there. NOT EXISTS on the table inserted into would make
 *   SQLite build a temporary table for every row.
 * - COLLATE BINARY, for a column whose own collation finds 'rex' equal to 'REX' would lose that edit.
 * - A unary + takes the column's affinity away, so that the untyped keys of side tables are found by index.
 * - A column of a foreign table may be dropped by its program, which SQLite refuses while a trigger names it: every
 *   NEW.c and OLD.c but those of the key stands within a subquery, in whose surroundings an empty side table bears the
 *   alias NEW or OLD. The name finds the row's column while there is one, and then that table's NULL [TRK-5]. It costs a
 *   microsecond an edit, so tables of our own are named plainly.
 * - julianday, for unixepoch('subsec') is NULL before SQLite 3.42.
 * - A record without a mark is equal to the server's, so its first edit need not look that up: where it turns out never
 *   to have been there, the freeze makes an insert of it.
 */
const NOW = `CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)`;
const GATE = '(SELECT open FROM _sync_gate) = 0';
const REV = '(SELECT rev FROM _sync_counter)';
const ACTOR = '(SELECT name FROM _sync_actor)';
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
    `CREATE TABLE ${evictedTableName(table.name)} (${columns}, _sync_state)`,
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
   * SQLite promises no order between triggers of one event: no two of these touch the marks of the same row. Every
   * trigger that fires costs a frame of its own, so those for rare cases name the columns that can bring them about.
   */
  all(): TriggerDdl[] {
    const sameKey = this.#key.map((c) => `NEW.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ');
    const onUnique = `UPDATE${this.#ofUniques()} ON ${this.#name}`;
    const onKey = `UPDATE OF ${this.#keyNames().join(', ')} ON ${this.#name}`;
    const look = this.#look();
    const forget = `DELETE FROM ${this.#evicted}`;
    return [
      this.#trigger('noting_insert', `BEFORE INSERT ON ${this.#name}`, {
        when: this.#evictable('1'),
        body: this.#note('1'),
      }),
      this.#trigger('noting_update', `BEFORE ${onUnique}`, {
        when: `${this.#uniqueChanged()} AND ${this.#evictable(this.#notOld())}`,
        body: this.#note(this.#notOld()),
      }),
      this.#trigger('insert', `AFTER INSERT ON ${this.#name}`, {
        body: [...this.#arrive(), ...look, ...this.#undo()],
      }),
      this.#trigger('update', `AFTER UPDATE ON ${this.#name}`, {
        when: `${sameKey} AND ${this.#anyChanged(this.#values())}`,
        body: [...this.#edit(), ...this.#undo('changes() = 0 AND ')],
      }),
      this.#trigger('moving', `AFTER ${onKey}`, {
        when: `NOT (${sameKey})`,
        body: [...this.#depart(), ...this.#arrive(), ...look, ...this.#undo()],
      }),
      this.#trigger('evicting', `AFTER ${onUnique}`, {
        when: `${sameKey} AND EXISTS (SELECT 1 FROM ${this.#evicted})`,
        body: look,
      }),
      this.#trigger('delete', `AFTER DELETE ON ${this.#name}`, {
        body: [forget, ...this.#depart()],
      }),
      this.#trigger('evicted', `AFTER UPDATE OF _sync_state ON ${this.#evicted}`, {
        when: `NEW._sync_state = 'gone'`,
        body: this.#depart(),
      }),
      this.#trigger('replaced', `AFTER UPDATE OF _sync_state ON ${this.#evicted}`, {
        when: `NEW._sync_state = 'there' AND ${this.#synced('OLD')}
  AND EXISTS (SELECT 1 FROM _sync_dirty WHERE ${this.#row('OLD')} AND op = 'insert')`,
        body: this.#replace(),
      }),
    ];
  }

  #trigger(
    suffix: string,
    event: string,
    { when = '1', body }: { when?: string; body: readonly string[] },
  ): TriggerDdl {
    const name = `_sync_${this.#facts.table.name}_${suffix}`;
    const keyed = this.#facts.nullableKey ? ` AND ${this.#keyed(event)}` : '';
    const sql = `CREATE TRIGGER ${quoteIdentifier(name)} ${event} FOR EACH ROW
WHEN ${GATE}${when === '1' ? '' : ` AND ${when}`}${keyed}
BEGIN
  ${body.join(';\n  ')};
END`;
    return { name, sql };
  }

  // A NULL key names no record; SQLite lets such rows be, and nothing can be said about them.
  #keyed(event: string): string {
    const aliases = event.includes('INSERT')
      ? ['NEW']
      : event.includes('DELETE')
        ? ['OLD']
        : ['NEW', 'OLD'];
    return aliases
      .flatMap((alias) => this.#key.map((column) => `${alias}.${column} IS NOT NULL`))
      .join(' AND ');
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

  #probe(alias: string): string {
    return rowKeyProbe(this.#facts.table, alias);
  }

  #keyEquals(left: string, right: string): string {
    return this.#key.map((column) => `${left}.${column} = +${right}.${column}`).join(' AND ');
  }

  #synced(alias: string): string {
    return `EXISTS (SELECT 1 FROM _sync_row WHERE tbl = ${String(this.#facts.id)} AND pk = ${this.#probe(alias)})`;
  }

  #hasBase(alias: string): string {
    return `EXISTS (SELECT 1 FROM ${this.#base} AS b WHERE ${this.#keyEquals('b', alias)})`;
  }

  #insertDirty(alias: string, op: string, tail: string): string {
    return `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT ${String(this.#facts.id)}, ${this.#probe(alias)}, ${op}, ${REV}, randomblob(16), ${ACTOR}, t.now, t.now
    FROM (SELECT ${NOW} AS now) AS t ${tail}`;
  }

  #insertBase(alias: string, tail: string): string {
    const isForeign = this.#facts.isForeign;
    const values = this.#columns.map((c) =>
      isForeign ? `(SELECT ${alias}.${c})` : `${alias}.${c}`,
    );
    const from = isForeign ? `FROM ${this.#instead(alias)}` : '';
    return `INSERT INTO ${this.#base} (${this.#columns.join(', ')}) SELECT ${values.join(', ')} ${from} ${tail}`;
  }

  // One row in which each alias bears every column, as NULL.
  #instead(...aliases: readonly string[]): string {
    const empty = aliases.map((alias) => `LEFT JOIN ${this.#evicted} AS ${alias} ON 0`);
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

  #values(): string[] {
    return this.#columns.filter((column) => !this.#key.includes(column));
  }

  /*
   * A row that is gone. One that the server never had, and no unanswered batch holds, leaves no trace; the base of one
   * that was clean is the row as it was.
   */
  #depart(): string[] {
    const row = this.#row('OLD');
    return [
      `DELETE FROM _sync_dirty WHERE ${row} AND op = 'insert' AND ${FREE}`,
      `UPDATE _sync_dirty SET op = 'delete', ${EDITED} WHERE ${row}`,
      this.#insertDirty('OLD', `'delete'`, `WHERE changes() = 0 AND ${this.#synced('OLD')}`),
      this.#insertBase('OLD', `WHERE changes() = 1`),
    ];
  }

  // A row that was not there: new, or back after its deletion.
  #arrive(): string[] {
    const op = `CASE WHEN ${this.#hasBase('NEW')} THEN 'update' ELSE 'insert' END`;
    return [
      `UPDATE _sync_dirty SET op = ${op}, ${EDITED} WHERE ${this.#row('NEW')}`,
      this.#insertDirty('NEW', `'insert'`, 'WHERE changes() = 0'),
    ];
  }

  #edit(): string[] {
    return [
      `UPDATE _sync_dirty SET ${EDITED} WHERE ${this.#row('NEW')}`,
      this.#insertDirty('NEW', `'update'`, 'WHERE changes() = 0'),
      this.#insertBase('OLD', 'WHERE changes() = 1'),
    ];
  }

  /*
   * Equal to its base again: clean, unless an unanswered batch or a person's decision still holds the row [TRK-4].
   * `guard` spares the lookup of a row whose base was taken just now.
   */
  #undo(guard = ''): string[] {
    const equal = this.#values()
      .toReversed()
      .map((c) => `b.${c} IS +NEW.${c}`);
    const { isForeign } = this.#facts;
    const key = this.#key.map((c) =>
      isForeign ? `b.${c} = (SELECT +NEW.${c})` : `b.${c} = +NEW.${c}`,
    );
    const same = this.#key.map((c) => `b.${c} IS +NEW.${c}`);
    const image = [...same, ...equal].join(' AND ');
    const instead = isForeign ? `LEFT JOIN ${this.#evicted} AS NEW ON 0` : '';
    const isImage = isForeign ? `EXISTS (SELECT 1 WHERE ${image})` : image;
    return [
      `DELETE FROM _sync_dirty WHERE ${guard}${this.#row('NEW')} AND op = 'update' AND ${FREE}
    AND EXISTS (SELECT 1 FROM ${this.#base} AS b ${instead} WHERE ${key.join(' AND ')} AND ${isImage})`,
      `DELETE FROM ${this.#base} WHERE changes() = 1 AND ${this.#keyEquals(this.#base, 'NEW')}`,
    ];
  }

  // A row that OR REPLACE replaced under its own key was marked as new; what was noted of it is its base [TRK-3].
  #replace(): string[] {
    return [
      this.#insertBase('OLD', ''),
      `UPDATE _sync_dirty SET op = 'update' WHERE ${this.#row('OLD')} AND op = 'insert'`,
    ];
  }

  // So many unique keys have at most so many rows in their way, noted from rowid 1 on: looking at each by its rowid
  // spares SQLite a temporary table a row, and where there is no first there is no second.
  #look(): string[] {
    const look = `UPDATE ${this.#evicted} SET _sync_state = ${this.#state()} WHERE `;
    const { uniques, conditionalUniques } = this.#facts;
    if (conditionalUniques) return [`${look}_sync_state IS NULL`];
    return uniques.map((_, index) => {
      const guard = index === 0 ? '' : 'changes() = 1 AND ';
      return `${look}${guard}rowid = ${String(index + 1)} AND _sync_state IS NULL`;
    });
  }

  // What became of a noted row. Only a trigger of the table itself may name it: others would outlive a DROP TABLE.
  #state(): string {
    const there = this.#key
      .map(
        (c) => `x.${c} = ${this.#evicted}.${c} AND x.${c} COLLATE BINARY IS ${this.#evicted}.${c}`,
      )
      .join(' AND ');
    return `CASE WHEN EXISTS (SELECT 1 FROM ${this.#name} AS x WHERE ${there}) THEN 'there' ELSE 'gone' END`;
  }

  #row(alias: string): string {
    return `tbl = ${String(this.#facts.id)} AND pk = ${this.#probe(alias)}`;
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

  // One SELECT a unique index: SQLite searches an OR of terms with a COLLATE by scanning the whole table.
  #inTheWay(columns: string, where: string): string {
    return this.#facts.uniques
      .map((unique) => {
        const match = unique.map(({ name, collation }) => {
          const column = quoteIdentifier(name);
          return `x.${column} = NEW.${column} COLLATE ${quoteIdentifier(collation)}`;
        });
        return `SELECT ${columns} FROM ${this.#name} AS x WHERE ${match.join(' AND ')} AND ${where}`;
      })
      .join(' UNION ALL ');
  }

  #evictable(where: string): string {
    const found = `EXISTS (${this.#inTheWay('1', where)})`;
    return this.#survivingDrops(this.#uniqueColumns(), ['x', 'NEW'], found);
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
    WHERE (${y}) IN (${this.#inTheWay(x, where)})`,
      ...(rest.length > 0 ? [fill] : []),
    ];
  }
}
