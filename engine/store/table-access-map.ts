import { FreshRows } from './fresh-rows.ts';
import type { Store } from './open-store.ts';
import { TableAccess } from './table-access.ts';

/** One `TableAccess` a table, made when it is first asked for. */
export class TableAccessMap {
  readonly #store: Store;
  readonly #byName = new Map<string, TableAccess>();
  readonly #fresh = new Map<string, FreshRows>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws RangeError when the schema has no such table */
  get(name: string): TableAccess {
    const known = this.#byName.get(name);
    if (known) return known;
    const table = this.#store.schema.tables.find((candidate) => candidate.name === name);
    if (!table) throw new RangeError(`no table ${name}`);
    const access = new TableAccess(this.#store, table);
    this.#byName.set(name, access);
    return access;
  }

  /** For rows that this desk has never had. @throws RangeError when the schema has no such table */
  fresh(name: string): FreshRows {
    const known = this.#fresh.get(name) ?? new FreshRows(this.#store, this.get(name));
    this.#fresh.set(name, known);
    return known;
  }
}
