import type { RecordPage, RecordQuery, RecordView } from '../../shared/api/records.ts';
import type { SearchAnswer, SearchQuery } from '../../shared/api/search.ts';
import {
  isBlankQuery,
  matchesQuery,
  searchDocument,
  searchQuery,
} from '../../engine/store/search-text.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { getTable, type TableManifest } from '../../shared/records/manifest.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { compareValues, refused } from './fake-answers.ts';
import type { FakeRow, FakeTables } from './fake-clinic-data.ts';

/** The record verbs of the double, over maps in memory. */
export class FakeRecords {
  readonly tables: FakeTables;
  readonly now: () => number;
  username = 'helen';

  constructor(tables: FakeTables, now: () => number) {
    this.tables = tables;
    this.now = now;
  }

  list(input: RecordQuery): RecordPage {
    const offset = Number(input.offset ?? 0);
    const manifest = this.#table(input.table);
    const words = (input.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    let rows = [...(this.tables.get(input.table)?.entries() ?? [])].filter(([, { values }]) => {
      const text = manifest.searchColumns
        .map((name) => String(values[name] ?? ''))
        .join(' ')
        .toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        inRange(values, input.range) &&
        Object.entries(input.where ?? {}).every(([name, value]) => values[name] === value)
      );
    });
    const sort = input.sort ?? {
      column: manifest.titleColumns[0] ?? 'id',
      descending: false,
    };
    rows = rows.sort(([, a], [, b]) => {
      const order = compareValues(a.values[sort.column] ?? null, b.values[sort.column] ?? null);
      return sort.descending ? -order : order;
    });
    return {
      total: rows.length,
      records: rows
        .slice(offset, offset + Number(input.limit ?? 100))
        .map(([key, row]) => this.#view(input.table, key, row)),
    };
  }

  search({ text, table, limit }: SearchQuery): SearchAnswer {
    const query = searchQuery(text);
    const records = clinicSchema.tables
      .filter(({ name }) => table === undefined || name === table)
      .flatMap(({ name, findColumns }) =>
        [...(this.tables.get(name)?.keys() ?? [])]
          .map((key) => this.get(name, key))
          .filter(({ values, references }) =>
            matchesQuery(
              searchDocument(
                findColumns.map((column) => references[column] ?? String(values[column] ?? '')),
              ),
              query,
            ),
          )
          .slice(0, Number(limit ?? 8)),
      );
    return { records: isBlankQuery(query) ? [] : records, more: false, unread: 0 };
  }

  set(table: string, key: string, values: Readonly<Record<string, WireValue>>): RecordView {
    this.#check(table, values);
    const row = this.tables.get(table)?.get(key);
    if (!row) throw refused('RECORD_NOT_FOUND', { table, key });
    Object.assign(row.values, values);
    this.touch(row);
    return this.get(table, key);
  }

  delete(table: string, key: string): void {
    const dependants = clinicSchema.tables.filter((other) =>
      other.columns.some(
        (column) =>
          column.references?.table === table &&
          [...(this.tables.get(other.name)?.values() ?? [])].some(
            ({ values }) => values[column.name] === key,
          ),
      ),
    );
    if (dependants.length)
      throw refused('RECORD_REFERENCED', {
        table,
        dependants: dependants.map(({ label }) => label.toLowerCase()).join(', '),
      });
    this.tables.get(table)?.delete(key);
  }

  insert(table: string, values: Readonly<Record<string, WireValue>>): string {
    const manifest = this.#table(table);
    const key = typeof values['id'] === 'string' ? values['id'] : `new-${crypto.randomUUID()}`;
    const whole: Record<string, WireValue> = {};
    for (const { name } of manifest.columns) whole[name] = values[name] ?? null;
    whole['id'] = key;
    this.#check(table, whole);
    const rows = this.tables.get(table) ?? new Map<string, FakeRow>();
    this.tables.set(table, rows);
    const row: FakeRow = {
      values: whole,
      syncStatus: 'pending',
      updatedAt: '',
      updatedBy: '',
      syncedAt: null,
    };
    this.touch(row);
    rows.set(key, row);
    return key;
  }

  #check(table: string, values: Readonly<Record<string, WireValue>>): void {
    for (const [name, value] of Object.entries(values)) {
      const column = this.#table(table).columns.find((one) => one.name === name);
      if (!column) throw refused('COLUMN_UNKNOWN', { table, column: name, suggestion: '' });
      const problem = valueProblem(column, value);
      if (problem)
        throw refused('VALUE_INVALID', {
          table,
          column: name,
          problem: sayProblem(problem, column),
        });
    }
  }

  touch(row: FakeRow): void {
    row.syncStatus = 'pending';
    row.updatedAt = new Date(this.now()).toISOString();
    row.updatedBy = this.username;
  }

  get(table: string, key: string): RecordView {
    const row = this.tables.get(table)?.get(key);
    if (!row) throw refused('RECORD_NOT_FOUND', { table, key });
    return this.#view(table, key, row);
  }

  #view(table: string, key: string, row: FakeRow): RecordView {
    const references: Record<string, string> = {};
    for (const { name, references: target } of this.#table(table).columns) {
      const value = row.values[name];
      const other =
        target && typeof value === 'string' && this.tables.get(target.table)?.get(value);
      if (target && other) references[name] = this.title(target.table, other.values);
    }
    return {
      table,
      key,
      title: this.title(table, row.values),
      values: { ...row.values },
      references,
      updatedAt: row.updatedAt,
      syncedAt: row.syncedAt,
      origin: row.updatedBy === this.username ? 'local' : 'remote',
      updatedBy: row.updatedBy,
      syncStatus: row.syncStatus,
    };
  }

  title(table: string, values: Readonly<Record<string, WireValue>>): string {
    return this.#table(table)
      .titleColumns.map((name) => String(values[name] ?? ''))
      .join(' ');
  }

  #table(name: string): TableManifest {
    try {
      return getTable(clinicSchema, name);
    } catch {
      throw refused('TABLE_UNKNOWN', { table: name, suggestion: '' });
    }
  }

  rows(): [string, string, FakeRow][] {
    return [...this.tables].flatMap(([table, rows]) =>
      [...rows].map(([key, row]): [string, string, FakeRow] => [table, key, row]),
    );
  }
}

function inRange(
  values: Readonly<Record<string, WireValue>>,
  range: RecordQuery['range'],
): boolean {
  if (!range) return true;
  const value = values[range.column] ?? null;
  const { from = null, to = null } = range;
  return (
    value !== null &&
    (from === null || compareValues(value, from) >= 0) &&
    (to === null || compareValues(value, to) < 0)
  );
}
