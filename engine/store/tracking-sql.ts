import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { rowKeyExpression, rowKeyProbe } from './row-key.ts';
import type { TableFacts } from './table-facts.ts';

/*
 * Trigger bodies run inside other programs, under their SQLite and their outer conflict clause: only built-in
 * functions, INSERT … SELECT … WHERE NOT EXISTS, UPDATE and DELETE, and IS NOT instead of != [TRK-2].
 * julianday, not unixepoch('subsec'): the latter is NULL before SQLite 3.42.
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
export function sideTableDdl(table: TableManifest): string[] {
  const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const key = table.primaryKey.map(quoteIdentifier).join(', ');
  return [
    `CREATE TABLE ${baseTableName(table.name)} (${columns}, PRIMARY KEY (${key})) WITHOUT ROWID`,
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
   * Two triggers share an event and SQLite promises no order between them, so the quick one for the ordinary case
   * and the whole one are told apart by state that neither takes away: `noted` (a row in the evicted table) stays
   * set until the next BEFORE trigger, and the whole one sets it where it has made a row clean. Whichever comes
   * first, the quick one never sees a row the whole one has settled; the other way round the whole one finds
   * nothing left to do but count the revision on.
   */
  all(): TriggerDdl[] {
    const noted = `EXISTS (SELECT 1 FROM ${this.#evicted})`;
    const sameKey = this.#key.map((c) => `NEW.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ');
    const changed = this.#columns
      .map((c) => `NEW.${c} COLLATE BINARY IS NOT OLD.${c}`)
      .join(' OR ');
    const dirty = this.#dirty('NEW');
    const old = this.#old();
    const settle = [...this.#depart(this.#gone()), ...this.#arrive(), ...this.#token()];
    return [
      this.#trigger(
        'noting_insert',
        'BEFORE INSERT',
        `(${noted} OR ${this.#evictable('1')})`,
        this.#note('1'),
      ),
      this.#trigger(
        'noting_update',
        'BEFORE UPDATE',
        `(${noted} OR ((${this.#uniqueChanged()}) AND ${this.#evictable(this.#notOld())}))`,
        this.#note(this.#notOld()),
      ),
      this.#trigger('insert', 'AFTER INSERT', `NOT ${noted} AND NOT ${dirty}`, [
        BUMP,
        this.#insertDirty('NEW', `'insert'`),
      ]),
      this.#trigger(
        'update',
        'AFTER UPDATE',
        `NOT ${noted} AND (${changed}) AND ${sameKey} AND NOT ${dirty}`,
        [BUMP, this.#keepBase(old), this.#insertDirty('NEW', this.#opOf('NEW'))],
      ),
      this.#trigger('delete', 'AFTER DELETE', '1', [
        `DELETE FROM ${this.#evicted}`,
        BUMP,
        ...this.#depart(old),
      ]),
      this.#trigger('insert_again', 'AFTER INSERT', `(${noted} OR ${dirty})`, [BUMP, ...settle]),
      this.#trigger(
        'update_again',
        'AFTER UPDATE',
        `(${changed}) AND ${sameKey} AND (${noted} OR ${dirty})`,
        [BUMP, this.#keepBase(old), ...settle],
      ),
      this.#trigger('move', 'AFTER UPDATE', `NOT (${sameKey})`, [
        BUMP,
        ...this.#depart(old),
        ...settle,
      ]),
    ];
  }

  #trigger(suffix: string, event: string, when: string, body: readonly string[]): TriggerDdl {
    const name = `_sync_${this.#facts.table.name}_${suffix}`;
    const keyed = this.#facts.nullableKey ? ` AND ${this.#keyed(event)}` : '';
    const sql = `CREATE TRIGGER ${quoteIdentifier(name)} ${event} ON ${this.#name} FOR EACH ROW
WHEN ${GATE}${keyed} AND ${when}
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

  #insertDirty(alias: string, op: string, from = '', where = '1'): string {
    return `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
    SELECT ${String(this.#facts.id)}, ${this.#probe(alias)}, ${op}, ${REV}, randomblob(16), ${ACTOR}, ${NOW}, ${NOW}
    ${from} WHERE ${where} AND NOT ${this.#dirty(alias)}`;
  }

  #keepBase({ alias, from, where }: Departure): string {
    const values = this.#columns.map((column) => `${alias}.${column}`).join(', ');
    return `INSERT INTO ${this.#base} (${this.#columns.join(', ')})
    SELECT ${values} ${from}
    WHERE ${where} AND ${this.#synced(alias)} AND NOT ${this.#dirty(alias)} AND NOT ${this.#hasBase(alias)}`;
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
  #depart(departure: Departure): string[] {
    const rows = `tbl = ${String(this.#facts.id)} AND ${departure.keys}`;
    const { alias, from, where } = departure;
    return [
      this.#keepBase(departure),
      this.#insertDirty(alias, `'delete'`, from, `${where} AND ${this.#synced(alias)}`),
      `DELETE FROM _sync_dirty WHERE ${rows} AND op = 'insert' AND ${FREE}`,
      `UPDATE _sync_dirty SET op = 'delete', ${EDITED} WHERE ${rows} AND op IS NOT 'delete'`,
    ];
  }

  // Leaves the evicted table empty, or with one blank row where the row has become clean.
  #token(): string[] {
    return [
      `DELETE FROM ${this.#evicted}`,
      `INSERT INTO ${this.#evicted} (${this.#key[0] ?? ''}) SELECT NULL WHERE NOT ${this.#dirty('NEW')}`,
    ];
  }

  // A row that is there now: new, back after a deletion, evicted and replaced under its own key, or edited again.
  #arrive(): string[] {
    const id = String(this.#facts.id);
    const row = `tbl = ${id} AND pk = ${this.#probe('NEW')}`;
    const equal = this.#columns.map((c) => `b.${c} IS +NEW.${c}`).join(' AND ');
    return [
      this.#keepBase({
        alias: 'n',
        from: `FROM ${this.#evicted} AS n`,
        where: this.#key.map((column) => `n.${column} IS +NEW.${column}`).join(' AND '),
        keys: '',
      }),
      `UPDATE _sync_dirty SET op = ${this.#opOf('NEW')}, ${EDITED} WHERE ${row}`,
      this.#insertDirty('NEW', this.#opOf('NEW')),
      `DELETE FROM _sync_dirty WHERE ${row} AND op = 'update' AND ${FREE}
    AND EXISTS (SELECT 1 FROM ${this.#base} AS b WHERE ${this.#keyEquals('b', 'NEW')} AND ${equal})`,
      `DELETE FROM ${this.#base} WHERE ${this.#keyEquals(this.#base, 'NEW')} AND NOT ${this.#dirty('NEW')}`,
    ];
  }

  #notOld(): string {
    return `NOT (${this.#key.map((c) => `x.${c} COLLATE BINARY IS OLD.${c}`).join(' AND ')})`;
  }

  #uniqueChanged(): string {
    const names = new Set(this.#facts.uniques.flat().map(({ name }) => quoteIdentifier(name)));
    return [...names].map((c) => `NEW.${c} COLLATE BINARY IS NOT OLD.${c}`).join(' OR ');
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
    return `EXISTS (SELECT 1 FROM ${this.#name} AS x WHERE (${this.#colliding()}) AND ${where})`;
  }

  #note(where: string): string[] {
    const values = this.#columns.map((column) => `x.${column}`).join(', ');
    return [
      `DELETE FROM ${this.#evicted}`,
      `INSERT INTO ${this.#evicted} (${this.#columns.join(', ')})
    SELECT ${values} FROM ${this.#name} AS x WHERE (${this.#colliding()}) AND ${where}`,
    ];
  }
}
