import type { ReadableDatabase } from '../../engine/store/database.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { columnNames, simSchema } from './sim-schema.ts';

/** All that is needed of a connection to look into a desk's file. */
export type Readings = Pick<ReadableDatabase, 'get' | 'all' | 'rawGet' | 'rawAll'>;

export interface DirtyView {
  readonly table: string;
  readonly key: string;
  readonly op: 'insert' | 'update' | 'delete';
  /** Why it is not sent; of a group it is enough that one is not. */
  readonly held: string | null;
  readonly batch: number | null;
}

export interface ConflictView {
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly field: string;
  readonly kind: string;
  readonly text: string;
  readonly open: boolean;
}

/** The numbers of tables do not change while a connection is open. */
const known = new WeakMap<Readings, ReadonlyMap<number, string>>();

function readNames(db: Readings): Map<number, string> {
  const tables = db.all<{ id: number; name: string }>('SELECT id, name FROM _sync_table');
  return new Map(tables.map(({ id, name }) => [id, name]));
}

/** What lies in a desk's file, read as any program could read it. The simulated clinic has texts and small numbers. */
export class DeskView {
  readonly #db: Readings;
  readonly #names: ReadonlyMap<number, string>;

  constructor(db: Readings) {
    this.#db = db;
    this.#names = known.get(db) ?? readNames(db);
    known.set(db, this.#names);
  }

  rows(table: string): Map<string, WireRow> {
    return this.#read(table, table);
  }

  bases(table: string): Map<string, WireRow> {
    return this.#read(table, `_sync_base_${table}`);
  }

  #read(table: string, source: string): Map<string, WireRow> {
    const columns = columnNames(table).join(', ');
    const rows = this.#db.rawAll(`SELECT ${columns} FROM ${source} ORDER BY id`);
    return new Map(rows.map((row) => [String(row[0]), row.map(toWire)]));
  }

  row(table: string, key: string): WireRow | null {
    const columns = columnNames(table).join(', ');
    const row = this.#db.rawGet(`SELECT ${columns} FROM ${table} WHERE id = ?`, key);
    return row?.map(toWire) ?? null;
  }

  dirty(): DirtyView[] {
    return this.#db
      .all<{
        tbl: number;
        pk: string;
        op: DirtyView['op'];
        held: string | null;
        batch: number | null;
      }>(
        `SELECT tbl, pk, op, batch, coalesce(held, (SELECT 'group' FROM _sync_dirty g
           WHERE g.grp = d.grp AND g.held IN ('rejected', 'parked') LIMIT 1)) AS held
         FROM _sync_dirty d ORDER BY tbl, pk`,
      )
      .map(({ tbl, pk, ...rest }) => ({ table: this.#name(tbl), key: pk, ...rest }));
  }

  held(): Map<string, string> {
    return new Map(
      this.#db
        .all<{ tbl: number; pk: string; place: string }>(
          `SELECT tbl, pk, epoch || '.' || version AS place FROM _sync_row`,
        )
        .map(({ tbl, pk, place }) => [`${this.#name(tbl)} ${pk}`, place]),
    );
  }

  conflicts(): ConflictView[] {
    return this.#db
      .all<{
        id: string;
        tbl: number;
        pk: string;
        field: string;
        kind: string;
        text: string;
        open: number;
      }>(
        `SELECT id, tbl, pk, field, kind, coalesce(base, '') || coalesce(mine, '') || coalesce(theirs, '') AS text,
           resolved_at IS NULL AS open FROM _sync_conflict ORDER BY tbl, pk, field, id`,
      )
      .map(({ tbl, pk, open, ...rest }) => ({
        ...rest,
        table: this.#name(tbl),
        key: pk,
        open: open === 1,
      }));
  }

  quarantine(): { table: string; key: string; reason: string; detail: string | null }[] {
    return this.#db
      .all<{ tbl: number; pk: string; reason: string; detail: string | null }>(
        'SELECT tbl, pk, reason, detail FROM _sync_quarantine ORDER BY tbl, pk',
      )
      .map(({ tbl, pk, ...rest }) => ({ table: this.#name(tbl), key: pk, ...rest }));
  }

  danglingRows(): { table: string; key: string; parent: string; reference: string }[] {
    return this.#db
      .all<{ table: string; rowid: number; parent: string; fkid: number }>(
        'PRAGMA foreign_key_check',
      )
      .map(({ table, rowid, parent }) => {
        const column = simSchema.tables
          .find(({ name }) => name === table)
          ?.columns.find(({ references }) => references?.table === parent)?.name;
        const found = this.#db.get<{ id: string; reference: string }>(
          `SELECT id, ${column ?? 'id'} AS reference FROM ${table} WHERE rowid = ?`,
          rowid,
        );
        return { table, parent, key: found?.id ?? '', reference: found?.reference ?? '' };
      });
  }

  count(table: '_sync_batch' | '_sync_page'): number {
    return this.#db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  }

  #name(tbl: number): string {
    return this.#names.get(tbl) ?? '';
  }
}

function toWire(value: unknown): WireValue {
  return typeof value === 'bigint' ? Number(value) : (value as string | null);
}
