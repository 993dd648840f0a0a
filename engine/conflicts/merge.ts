import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { Author } from './append-text.ts';
import { applyPolicy, policyOf } from './policies.ts';

/** A column that both sides changed to different values since the base. */
export interface FieldConflict {
  readonly column: string;
  readonly base: WireValue;
  readonly mine: WireValue;
  readonly theirs: WireValue;
}

export type MergeResult =
  /** Both sides agree on the row (or on its absence). */
  | { readonly kind: 'converged'; readonly row: WireRow | null }
  /** `row` takes each side's changes; a conflicting column keeps mine until a person has chosen. */
  | { readonly kind: 'merged'; readonly row: WireRow; readonly conflicts: readonly FieldConflict[] }
  /** Deleted here, unchanged there: the deletion still has to be sent. */
  | { readonly kind: 'deleted' }
  /** Deleted here, edited there. The row stays deleted here until a person has chosen. */
  | { readonly kind: 'delete-edit'; readonly theirs: WireRow }
  /** Edited here, deleted there. The row stays here until a person has chosen. */
  | { readonly kind: 'edit-delete'; readonly mine: WireRow };

export interface MergeInput {
  readonly table: TableManifest;
  /** The row both sides started from, or null where it was in neither. */
  readonly base: WireRow | null;
  readonly mine: WireRow | null;
  readonly theirs: WireRow | null;
  /** Columns (or '' for the whole row) that already wait for a person: they stay a conflict while both sides differ. */
  readonly open?: ReadonlySet<string>;
  /** Who edited here, and when: appended text says so. */
  readonly author: Author;
  /**
   * The base may not be the image mine began with (the desk or the server was put back to an earlier state): theirs
   * may hold the edit already, so a counter is not added to.
   */
  readonly doubtful?: boolean;
  /**
   * What was sent of mine by a batch whose fate nobody knows, null for a deletion: theirs may be that. What mine differs
   * in from it was edited since, also where it is back at the base.
   */
  readonly sent?: WireRow | null;
}

/**
 * Three-way merge of one row, column by column; columns of a merge group count as one value, so no
 * combination appears that nobody entered. Where both sides changed a column its policy decides, or a person.
 * Pure; rows are in the order of the table's columns.
 */
export function mergeRow(input: MergeInput): MergeResult {
  const { table, mine, theirs, open = none, author, doubtful = false, sent } = input;
  // A record that was new: the server has it from here, if it has just that.
  const isMadeHere = input.base === null && isSame(sent, theirs);
  const base = isMadeHere ? theirs : input.base;
  if (mine === null && theirs === null) return { kind: 'converged', row: null };
  if (mine === null) {
    const remote = theirs as WireRow;
    const isKnown = isSame(base, remote) || isSame(sent, remote);
    // What was asked about it before it was deleted is not decided by that: the other value may be nowhere else.
    if (isKnown && open.size === 0) return { kind: 'deleted' };
    return { kind: 'delete-edit', theirs: remote };
  }
  if (theirs === null) {
    const isEdited = !isSame(base, mine) || (sent !== undefined && !isSame(sent, mine));
    if (!isEdited) return { kind: 'converged', row: null };
    return { kind: 'edit-delete', mine };
  }
  // Two desks that each took one from ten both have nine, but eight are left.
  const counts = base !== null && !doubtful && countedTwice(table, { base, mine, theirs });
  if (sameRow(mine, theirs) && !counts) return { kind: 'converged', row: theirs };

  const row = [...mine];
  const conflicts: FieldConflict[] = [];
  for (const unit of mergeUnits(table)) {
    // Made anew while its deletion waits: nobody had seen the base when they entered it, so no field of it is just theirs.
    const waiting =
      open.has('') || unit.some((index) => open.has((table.columns[index] as ColumnManifest).name));
    const policy = policyOf(table, unit);
    const before = editedSince(unit, { base, sent, mine });
    const mineChanged = waiting || before !== undefined || changed(unit, base, mine);
    // An amount that is as it was sent may be somebody else's all the same.
    const isOurs = before !== undefined && policy !== 'counter' && !changed(unit, before, theirs);
    const theirsChanged = waiting || (!isOurs && changed(unit, base, theirs));
    if (!mineChanged || !theirsChanged) {
      if (!mineChanged) for (const index of unit) row[index] = value(theirs, index);
      continue;
    }
    const decides = !waiting && base !== null && !(doubtful && policy === 'counter');
    for (const index of unit) {
      const column = table.columns[index] as ColumnManifest;
      const sides = {
        base: base === null ? null : value(before ?? base, index),
        mine: value(mine, index),
        theirs: value(theirs, index),
      };
      const equal = sides.mine === sides.theirs;
      if (equal && !(decides && policy === 'counter')) continue;
      const verdict = decides ? applyPolicy(policy, { column, ...sides, author }) : undefined;
      if (verdict) row[index] = verdict.value;
      else if (!equal) conflicts.push({ column: column.name, ...sides });
    }
  }
  return { kind: 'merged', row, conflicts };
}

/** The image that was sent, where this unit was sent changed and has been edited since. */
function editedSince(
  unit: readonly number[],
  { base, sent, mine }: { base: WireRow | null; sent: WireRow | null | undefined; mine: WireRow },
): WireRow | undefined {
  if (!sent || base === null || !changed(unit, base, sent)) return undefined;
  return changed(unit, sent, mine) ? sent : undefined;
}

function countedTwice(
  table: TableManifest,
  { base, mine, theirs }: { base: WireRow; mine: WireRow; theirs: WireRow },
): boolean {
  return mergeUnits(table).some(
    (unit) =>
      policyOf(table, unit) === 'counter' &&
      changed(unit, base, mine) &&
      changed(unit, base, theirs),
  );
}

const none: ReadonlySet<string> = new Set();

/** Column indexes that merge as one: each merge group, and every other column by itself. */
export function mergeUnits(table: TableManifest): readonly (readonly number[])[] {
  const cached = unitsByTable.get(table);
  if (cached) return cached;
  const units: number[][] = table.mergeGroups.map((group) =>
    group.map((name) => table.columns.findIndex((column) => column.name === name)),
  );
  const grouped = new Set(units.flat());
  for (let index = 0; index < table.columns.length; index++) {
    if (!grouped.has(index)) units.push([index]);
  }
  unitsByTable.set(table, units);
  return units;
}

const unitsByTable = new WeakMap<TableManifest, number[][]>();

/** The other columns that must be resolved together with this one. */
export function groupOf(table: TableManifest, column: string): readonly string[] {
  return table.mergeGroups.find((group) => group.includes(column)) ?? [column];
}

function isSame(a: WireRow | null | undefined, b: WireRow | null): boolean {
  return !!a && b !== null && sameRow(a, b);
}

export function sameRow(a: WireRow, b: WireRow): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

// Without a common base every value counts as changed: such rows never merge by column.
function changed(unit: readonly number[], base: WireRow | null, row: WireRow): boolean {
  return base === null || unit.some((index) => value(base, index) !== value(row, index));
}

function value(row: WireRow, index: number): WireValue {
  return row[index] ?? null;
}
