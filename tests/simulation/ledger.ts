import type { Mutation } from '../../shared/protocol/upload.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { simSchema, tracedColumns } from './sim-schema.ts';

/** One value that somebody entered; every one is unique, so its fate can be told. */
export interface Entry {
  readonly value: string;
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly desk: string;
  readonly at: number;
  /** The desks at which somebody who saw it overwrote, deleted or decided against it: it need not be found any more. */
  readonly left: Set<string>;
  /** Where, and when last, somebody who had left it put it back. */
  readonly returned: Map<string, number>;
  /** The server has it, since when; null where it never had. */
  appliedAt: number | null;
  /** The desk's database went back to before the edit. */
  forgotten: boolean;
  /** The server went back to before it had it. */
  unserved: boolean;
}

export interface Deletion {
  readonly table: string;
  readonly key: string;
  readonly desk: string;
  readonly at: number;
  appliedAt: number | null;
  forgotten: boolean;
  unserved: boolean;
}

/** What `token` gives; other values come up more than once, and cannot be followed. */
const TOKEN = /^\w+:\w+:\d+$/;

/** What people entered at which desk, and what they saw when they did: the truth that a history is judged by. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly deletions: Deletion[] = [];
  /** Values ever entered in a cell, or given to it by a decision. */
  readonly #cells = new Map<string, Set<string>>();
  readonly #groups = new Map<string, Set<string>>();
  /** Records somebody decided about, or was asked about. */
  readonly decided = new Set<string>();
  /** Fields (with '' for all of a record) that were decided about at another desk than the one which found the conflict. */
  readonly #elsewhere = new Set<string>();
  readonly effects = new Map<string, number>();
  /** By stock item, the sum of what was added and taken. */
  readonly counts = new Map<string, number>();
  /** Something went back in time: whether an edit was counted already, nobody can tell any more. */
  wentBack = false;
  /** The same of a desk: what it had given a number to, and sent under another since, it may give that number to again. */
  aDeskWentBack = false;
  /** By table and key, the records that became this one. */
  readonly #joined = new Map<string, Set<string>>();
  readonly #inserts = new Map<string, number>();
  #serial = 0;

  /** A value never used before. */
  token(clinic: string, desk: string): string {
    return `${clinic}:${desk}:${String(this.#serial++)}`;
  }

  edited(
    edit: { table: string; key: string; desk: string; at: number; seen: WireRow | null },
    after: WireRow,
  ): void {
    const { table, key, seen } = edit;
    const manifest = simSchema.tables.find(({ name }) => name === table);
    const record = `${table} ${key}`;
    if (seen === null) this.#inserts.set(record, (this.#inserts.get(record) ?? 0) + 1);
    manifest?.columns.forEach(({ name }, index) => {
      const value = after[index] ?? null;
      if (seen !== null && (seen[index] ?? null) === value) return;
      this.#cell(table, key, name).add(JSON.stringify(value));
      this.#leave(seen?.[index] ?? null, edit.desk);
      if (typeof value !== 'string' || !TOKEN.test(value)) return;
      if (!tracedColumns(manifest).includes(name)) return;
      const known = this.entries.get(value);
      // Who puts an earlier value back has not left it after all; others may have.
      if (known) {
        if (known.left.delete(edit.desk)) known.returned.set(edit.desk, edit.at);
      } else {
        const place = { table, key, column: name, desk: edit.desk, at: edit.at };
        const fate = {
          left: new Set<string>(),
          returned: new Map<string, number>(),
          appliedAt: null,
          forgotten: false,
          unserved: false,
        };
        this.entries.set(value, { value, ...place, ...fate });
      }
    });
    this.noteRow(table, key, after);
  }

  /** A state of a record that a person brought about: its merge groups and values are ones that were entered. */
  noteRow(table: string, key: string, row: WireRow): void {
    const manifest = simSchema.tables.find(({ name }) => name === table);
    manifest?.columns.forEach(({ name }, index) => {
      this.#cell(table, key, name).add(JSON.stringify(row[index] ?? null));
    });
    for (const group of manifest?.mergeGroups ?? []) {
      const known = this.#groups.get(`${table} ${key}`) ?? new Set();
      known.add(groupValue(table, group, row));
      this.#groups.set(`${table} ${key}`, known);
    }
  }

  counted(key: string, difference: number): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + difference);
  }

  /** Made once and never deleted. */
  isPlain(table: string, key: string): boolean {
    const gone = this.deletions.some((one) => one.table === table && one.key === key);
    return this.#inserts.get(`${table} ${key}`) === 1 && !gone;
  }

  deleted(deletion: Pick<Deletion, 'table' | 'key' | 'desk' | 'at'>, seen: WireRow): void {
    this.deletions.push({ ...deletion, appliedAt: null, forgotten: false, unserved: false });
    for (const value of seen) this.#leave(value, deletion.desk);
  }

  /** `values` are those that the decision took away. */
  resolved(table: string, key: string, values: readonly WireValue[]): void {
    this.decided.add(`${table} ${key}`);
    for (const value of values) this.#leave(value, 'by decision');
  }

  /** What is entered into a record that became another, before or after, may be found in that one. */
  joined(table: string, { gone, kept }: { gone: string; kept: string }): void {
    const known = this.#joined.get(`${table} ${kept}`) ?? new Set<string>();
    this.#joined.set(`${table} ${kept}`, known.add(gone));
  }

  /** The record's key, and those of the records that became it, also by way of others. */
  #keys(table: string, key: string): ReadonlySet<string> {
    const keys = new Set([key]);
    for (const each of keys) {
      for (const gone of this.#joined.get(`${table} ${each}`) ?? []) keys.add(gone);
    }
    return keys;
  }

  /**
   * Decided by somebody who saw only what the desk that found it had told: what it takes away is seen where it is carried
   * out. `field` is null for the whole record; `sides` are the values that it is between.
   */
  decidedElsewhere(
    { table, key, field }: { table: string; key: string; field: string | null },
    sides: readonly WireValue[],
  ): void {
    this.decided.add(`${table} ${key}`);
    if (field !== null) {
      for (const side of sides) this.#cell(table, key, field).add(JSON.stringify(side));
    }
    const group = simSchema.tables
      .find(({ name }) => name === table)
      ?.mergeGroups.find((columns) => columns.includes(field ?? ''));
    for (const column of group ?? [field ?? '']) this.#elsewhere.add(`${table} ${key} ${column}`);
  }

  #leave(value: WireValue, where: string): void {
    const entry = typeof value === 'string' ? this.entries.get(value) : undefined;
    entry?.left.add(where);
  }

  /** The server applied a mutation; it may be one that it had lost in between. */
  applied(mutation: Mutation, { table, at }: { table: string; at: number }): void {
    this.effects.set(mutation[2], (this.effects.get(mutation[2]) ?? 0) + 1);
    // What is told of a conflict is not yet what the record has.
    if (!simSchema.tables.some(({ name }) => name === table)) return;
    const values = mutation[0] === 'i' ? mutation[7] : mutation[0] === 'u' ? mutation[9] : [];
    for (const value of values) {
      const entry = typeof value === 'string' ? this.entries.get(value) : undefined;
      if (entry) served(entry, at);
    }
    if (mutation[0] !== 'd') return;
    for (const deletion of this.deletions) {
      if (deletion.table === table && deletion.key === mutation[7][0]) served(deletion, at);
    }
  }

  /** A desk's database is again as it was at `since`; `noticed` where what lies beside it tells so before anybody edits. */
  deskWentBack(desk: string, since: number, { noticed }: { noticed: boolean }): void {
    [this.wentBack, this.aDeskWentBack] = [true, true];
    this.#leaveToFormerLife(desk, since, { noticed });
    for (const entry of [...this.entries.values(), ...this.deletions]) {
      if (entry.desk === desk && entry.at >= since) entry.forgotten = true;
    }
    for (const { left, returned } of this.entries.values()) {
      if ((returned.get(desk) ?? 0) < since) continue;
      returned.delete(desk);
      left.add(desk);
    }
  }

  /**
   * What a former life of the desk has sent after `since` stays at the server as somebody else's would: whoever takes an edit
   * of the same back here, before a sync has shown what that life wrote, leaves no trace of an edit. Where it is noticed that
   * there was one, that is so of what was edited after `since` alone: what is in the database and may have been sent is known.
   */
  #leaveToFormerLife(desk: string, since: number, { noticed }: { noticed: boolean }): void {
    const isSent = (one: Entry | Deletion): boolean =>
      one.desk === desk &&
      one.appliedAt !== null &&
      one.appliedAt >= since &&
      (one.at >= since || !noticed);
    const sent = [...this.entries.values()].filter(isSent);
    const deleted = this.deletions.filter(isSent);
    for (const entry of this.entries.values()) {
      const isLeft =
        sent.some((one) => one !== entry && isSameCell(one, entry)) ||
        deleted.some(({ table, key }) => table === entry.table && key === entry.key);
      if (isLeft && entry.left.has(desk)) entry.left.add(`${desk} before`);
    }
  }

  serverWentBack(since: number): void {
    this.wentBack = true;
    this.effects.clear();
    for (const entry of [...this.entries.values(), ...this.deletions]) {
      if (entry.appliedAt !== null && entry.appliedAt >= since) entry.unserved = true;
    }
  }

  /** A deletion the server once had, of a record that nobody made anew. */
  mustStayDeleted(deletion: Deletion): boolean {
    const { table, key, appliedAt, forgotten, unserved } = deletion;
    if ((this.#inserts.get(`${table} ${key}`) ?? 0) > 1) return false;
    return appliedAt !== null && !(forgotten && unserved);
  }

  /** A value that has to be found somewhere at the end. */
  mustBeFound(entry: Entry): boolean {
    if (entry.left.size > 0) return false;
    const record = `${entry.table} ${entry.key}`;
    if ([entry.column, ''].some((field) => this.#elsewhere.has(`${record} ${field}`))) return false;
    return !entry.forgotten || (entry.appliedAt !== null && !entry.unserved);
  }

  wasEntered(
    { table, key, column }: Pick<Entry, 'table' | 'key' | 'column'>,
    value: WireValue,
  ): boolean {
    const { references } =
      simSchema.tables
        .find(({ name }) => name === table)
        ?.columns.find(({ name }) => name === column) ?? {};
    const values =
      references && typeof value === 'string' ? this.#keys(references.table, value) : [value];
    return [...this.#keys(table, key)].some((each) => {
      const cell = this.#cell(table, each, column);
      return [...values].some((one) => cell.has(JSON.stringify(one)));
    });
  }

  groupWasEntered(table: string, key: string, row: WireRow): boolean {
    const manifest = simSchema.tables.find(({ name }) => name === table);
    return (manifest?.mergeGroups ?? []).every((group) =>
      this.#groups.get(`${table} ${key}`)?.has(groupValue(table, group, row)),
    );
  }

  #cell(table: string, key: string, column: string): Set<string> {
    const name = `${table} ${key} ${column}`;
    const known = this.#cells.get(name) ?? new Set<string>();
    this.#cells.set(name, known);
    return known;
  }
}

function isSameCell(a: Entry, b: Entry): boolean {
  return a.table === b.table && a.key === b.key && a.column === b.column;
}

function served(fate: { appliedAt: number | null; unserved: boolean }, at: number): void {
  fate.appliedAt = at;
  fate.unserved = false;
}

function groupValue(table: string, group: readonly string[], row: WireRow): string {
  const manifest = simSchema.tables.find(({ name }) => name === table);
  return JSON.stringify(
    group.map((column) => row[manifest?.columns.findIndex(({ name }) => name === column) ?? 0]),
  );
}
