import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MergeInput, mergeRow as mergeSigned } from '../../../engine/conflicts/merge.ts';
import { column, table } from '../../../shared/records/define.ts';
import type { WireRow, WireValue } from '../../../shared/records/values.ts';

const pills = table(
  'pills',
  { label: 'Pills', singular: 'Pill', title: ['name'], mergeGroups: [['dose', 'unit']] },
  [
    column('name', 'text'),
    column('dose', 'decimal'),
    column('unit', 'text'),
    column('note', 'text'),
  ],
);

const mergeRow = (input: Omit<MergeInput, 'author'>) =>
  mergeSigned({ ...input, author: { name: 'mara', at: 0 } });

const row = (...values: readonly WireValue[]): WireRow => ['p1', ...values];

describe('mergeRow', () => {
  const base = row('Amoxicillin', '50', 'mg', null);

  it('takes the side that changed a column the other left alone', () => {
    const result = mergeRow({
      table: pills,
      base,
      mine: row('Amoxicillin', '50', 'mg', 'with food'),
      theirs: row('Amoxicillin trihydrate', '50', 'mg', null),
    });
    expect(result).toEqual({
      kind: 'merged',
      row: row('Amoxicillin trihydrate', '50', 'mg', 'with food'),
      conflicts: [],
    });
  });

  it('agrees that a record is gone that neither side has', () => {
    expect(mergeRow({ table: pills, base, mine: null, theirs: null })).toEqual({
      kind: 'converged',
      row: null,
    });
  });

  it('converges where both made the same change', () => {
    const same = row('Amoxicillin', '75', 'mg', null);
    expect(mergeRow({ table: pills, base, mine: same, theirs: [...same] })).toEqual({
      kind: 'converged',
      row: same,
    });
  });

  it('keeps mine and reports both where a column was changed to different values', () => {
    const result = mergeRow({
      table: pills,
      base,
      mine: row('Amoxicillin', '50', 'mg', 'morning'),
      theirs: row('Amoxicillin', '50', 'mg', 'evening'),
    });
    expect(result).toEqual({
      kind: 'merged',
      row: row('Amoxicillin', '50', 'mg', 'morning'),
      conflicts: [{ column: 'note', base: null, mine: 'morning', theirs: 'evening' }],
    });
  });

  it('treats a merge group as one value: no dose appears with a unit nobody gave it', () => {
    const result = mergeRow({
      table: pills,
      base,
      mine: row('Amoxicillin', '0.05', 'g', null),
      theirs: row('Amoxicillin', '75', 'mg', null),
    });
    expect(result).toEqual({
      kind: 'merged',
      row: row('Amoxicillin', '0.05', 'g', null),
      conflicts: [
        { column: 'dose', base: '50', mine: '0.05', theirs: '75' },
        { column: 'unit', base: 'mg', mine: 'g', theirs: 'mg' },
      ],
    });
  });

  it('leaves a delete here against an edit there to a person', () => {
    const theirs = row('Amoxicillin', '75', 'mg', null);
    expect(mergeRow({ table: pills, base, mine: null, theirs })).toEqual({
      kind: 'delete-edit',
      theirs,
    });
  });

  it('leaves an edit here against a delete there to a person', () => {
    const mine = row('Amoxicillin', '75', 'mg', null);
    expect(mergeRow({ table: pills, base, mine, theirs: null })).toEqual({
      kind: 'edit-delete',
      mine,
    });
  });

  it('keeps a deletion waiting to be sent where the other side left the row alone', () => {
    expect(mergeRow({ table: pills, base, mine: null, theirs: base })).toEqual({ kind: 'deleted' });
  });

  it('takes a deletion there where nothing was changed here', () => {
    expect(mergeRow({ table: pills, base, mine: base, theirs: null })).toEqual({
      kind: 'converged',
      row: null,
    });
  });

  it('never merges by column without a common base', () => {
    const result = mergeRow({
      table: pills,
      base: null,
      mine: row('Amoxicillin', '50', 'mg', null),
      theirs: row('Amoxicillin', '50', 'mg', 'with food'),
    });
    expect(result).toMatchObject({
      kind: 'merged',
      conflicts: [{ column: 'note', mine: null, theirs: 'with food' }],
    });
  });

  it('keeps an open conflict open when the other side then changes another column', () => {
    const result = mergeRow({
      table: pills,
      base: row('Amoxicillin', '50', 'mg', 'evening'),
      mine: row('Amoxicillin', '50', 'mg', 'morning'),
      theirs: row('Amoxicillin forte', '50', 'mg', 'evening'),
      open: new Set(['note']),
    });
    expect(result).toEqual({
      kind: 'merged',
      row: row('Amoxicillin forte', '50', 'mg', 'morning'),
      conflicts: [{ column: 'note', base: 'evening', mine: 'morning', theirs: 'evening' }],
    });
  });

  it('asks about every field of a record that was made anew while its deletion waits', () => {
    const result = mergeRow({
      table: pills,
      base: row('Amoxicillin', '50', 'mg', 'theirs'),
      mine: row('Amoxicillin', '20', 'mg', 'anew'),
      theirs: row('Amoxicillin', '50', 'mg', 'theirs'),
      open: new Set(['']),
    });
    expect(result).toMatchObject({
      kind: 'merged',
      conflicts: [{ column: 'dose' }, { column: 'note', mine: 'anew', theirs: 'theirs' }],
    });
  });

  it.each(['', 'note'])(
    'asks about a deletion while a question (%j) is open, also when the same image comes again',
    (field) => {
      const open = new Set([field]);
      const result = mergeRow({ table: pills, base, mine: null, theirs: base, open });
      expect(result).toEqual({ kind: 'delete-edit', theirs: base });
    },
  );
});

const values = fc.constantFrom<WireValue>(null, 'a', 'b', 'c');
const rows = fc
  .tuple(values, values, values, values)
  .map(([name, dose, unit, note]) => row(name, dose, unit, note));
const maybeRows = fc.option(rows, { nil: null });

describe('mergeRow, for any rows', () => {
  it('shows no value that neither side entered', () => {
    fc.assert(
      fc.property(maybeRows, rows, rows, (base, mine, theirs) => {
        const result = mergeRow({ table: pills, base, mine, theirs });
        const merged = 'row' in result ? result.row : null;
        merged?.forEach((value, index) => {
          expect([mine[index], theirs[index]]).toContain(value);
        });
      }),
    );
  });

  it('merges again to the same row when the result meets the same image', () => {
    fc.assert(
      fc.property(maybeRows, rows, rows, (base, mine, theirs) => {
        const first = mergeRow({ table: pills, base, mine, theirs });
        if (first.kind !== 'merged' || first.conflicts.length > 0) return;
        const again = mergeRow({ table: pills, base: theirs, mine: first.row, theirs });
        expect('row' in again ? again.row : null).toEqual(first.row);
      }),
    );
  });

  it('finds the same conflicting columns from both sides', () => {
    fc.assert(
      fc.property(maybeRows, rows, rows, (base, mine, theirs) => {
        const here = mergeRow({ table: pills, base, mine, theirs });
        const there = mergeRow({ table: pills, base, mine: theirs, theirs: mine });
        const columns = (result: typeof here) =>
          result.kind === 'merged' ? result.conflicts.map(({ column: name }) => name) : [];
        expect(columns(here)).toEqual(columns(there));
      }),
    );
  });

  it('ends both sides on one row where nothing conflicts', () => {
    fc.assert(
      fc.property(maybeRows, rows, rows, (base, mine, theirs) => {
        const here = mergeRow({ table: pills, base, mine, theirs });
        const there = mergeRow({ table: pills, base, mine: theirs, theirs: mine });
        if (here.kind !== 'merged' || here.conflicts.length > 0) return;
        expect(there.kind === 'merged' ? there.row : null).toEqual(here.row);
      }),
    );
  });
});
