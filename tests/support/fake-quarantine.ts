import type { Discarded, Quarantined } from '../../shared/api/quarantine.ts';
import { say } from '../../shared/said/said.ts';
import { refused } from './fake-answers.ts';
import type { FakeRow } from './fake-clinic-data.ts';
import type { FakeRecords } from './fake-records.ts';

/** What it needs of the double. */
interface Desk {
  readonly records: FakeRecords;
  changed(tables: string[]): void;
  iso(): string;
}

/** The quarantine verbs of the double: every row whose status is `rejected` is set aside. */
export class FakeQuarantine {
  readonly #engine: Desk;
  readonly #discarded: { view: Discarded; row: FakeRow }[] = [];

  constructor(engine: Desk) {
    this.#engine = engine;
  }

  list(): Quarantined[] {
    const { records } = this.#engine;
    return records
      .rows()
      .filter(([, , row]) => row.syncStatus === 'rejected')
      .map(([table, key, row]) => ({
        id: `${table}:${key}`,
        table,
        key,
        title: records.title(table, row.values),
        op: 'insert' as const,
        reason: '“Microchip” is already used by another record. Give it another value.',
        said: [say('aside-unique', { what: say('field-named', { fields: ['Microchip'] }) })],
        columns: ['microchip'],
        at: row.updatedAt,
        author: records.username,
        parked: false,
        dependants: [],
      }));
  }

  retry(ids: readonly string[] | undefined): string[] {
    const retried = this.list().filter(({ id }) => ids?.includes(id) ?? true);
    for (const { table, key } of retried) this.#row(table, key).syncStatus = 'pending';
    this.#engine.changed(retried.map(({ table }) => table));
    return retried.map(({ id }) => id);
  }

  discard(id: string): Discarded[] {
    const found = this.get(id);
    const { table, key, title, op } = found;
    const { username } = this.#engine.records;
    const view = { undo: this.#discarded.length + 1, table, key, title, op, by: username };
    const row = this.#row(table, key);
    this.#discarded.push({ view: { ...view, at: this.#engine.iso() }, row });
    this.#engine.records.tables.get(table)?.delete(key);
    this.#engine.changed([table]);
    return this.#discarded.slice(-1).map((one) => one.view);
  }

  discarded(): Discarded[] {
    return this.#discarded.map(({ view }) => view).toReversed();
  }

  undo(number: number): void {
    const index = this.#discarded.findIndex(({ view }) => view.undo === number);
    const [found] = index < 0 ? [] : this.#discarded.splice(index, 1);
    if (!found) throw refused('DISCARD_NOT_FOUND', { undo: number });
    const { table, key } = found.view;
    this.#engine.records.tables.get(table)?.set(key, { ...found.row, syncStatus: 'pending' });
    this.#engine.changed([table]);
  }

  get(id: string): Quarantined {
    const found = this.list().find((one) => one.id === id);
    if (!found) throw refused('QUARANTINE_NOT_FOUND', { id });
    return found;
  }

  #row(table: string, key: string): FakeRow {
    const row = this.#engine.records.tables.get(table)?.get(key);
    if (!row) throw refused('RECORD_NOT_FOUND', { table, key });
    return row;
  }
}
