import type { CompareProgress, CompareReport, DifferingRows } from '../../shared/api/compare.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import type { FakeRecords } from './fake-records.ts';

interface Desk {
  readonly records: FakeRecords;
  readonly events: { emit(event: string, value: unknown): unknown };
  iso(): string;
}

/** Comparisons of the double: two tables differ until just they were synced. */
export class FakeCompare {
  readonly #desk: Desk;
  readonly #different = new Set(['patients', 'visits']);
  #last: CompareReport | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  last(): CompareReport | null {
    return this.#last;
  }

  run(): CompareReport {
    const { records } = this.#desk;
    const tables = clinicSchema.tables.map(({ name }) => {
      const here = records.tables.get(name)?.size ?? 0;
      const equal = here === 0 || !this.#different.has(name);
      return {
        table: name,
        here,
        there: here - (name === 'visits' && !equal ? 1 : 0),
        hashHere: 'a',
        hashThere: equal ? 'a' : 'b',
        equal,
      };
    });
    this.#tell({ phase: 'done', table: null, rows: 0, totalRows: null });
    const commit = { epoch: 1, version: 1 };
    this.#last = {
      equal: tables.every(({ equal }) => equal),
      atRest: this.#desk.records.rows().every(([, , row]) => row.syncStatus !== 'pending'),
      at: this.#desk.iso(),
      cursor: commit,
      head: commit,
      tables,
    };
    return this.#last;
  }

  rows(table: string): DifferingRows {
    const [one = '', two = '', three = ''] = this.#desk.records.tables.get(table)?.keys() ?? [];
    return {
      table,
      at: this.#desk.iso(),
      count: 3,
      rows: [
        { key: one, where: 'both', columns: ['notes', 'status'], waiting: false },
        { key: two, where: 'here', columns: [], waiting: true },
        { key: three, where: 'there', columns: [], waiting: false },
      ],
    };
  }

  synced(tables: readonly string[] = []): void {
    for (const table of tables) this.#different.delete(table);
  }

  #tell(progress: CompareProgress): void {
    this.#desk.events.emit('compare', progress);
  }
}
