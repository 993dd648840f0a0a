import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MergeInput, mergeRow } from '../../../engine/conflicts/merge.ts';
import { column, table } from '../../../shared/records/define.ts';
import type { TableManifest } from '../../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../../shared/records/values.ts';

const AT = Date.UTC(2026, 2, 9, 14, 30);

const chart = table('charts', { label: 'Charts', singular: 'Chart', title: ['name'] }, [
  column('name', 'text'),
  column('allergies', 'text', { policy: 'manual' }),
  column('room', 'text', { policy: 'remote-wins' }),
  column('colour', 'text', { policy: 'local-wins' }),
  column('notes', 'text', { policy: 'append' }),
  column('stock', 'integer', { policy: 'counter' }),
  column('price', 'decimal', { policy: 'counter' }),
  column('weight', 'real', { policy: 'counter' }),
  column('status', 'text', {
    values: ['scheduled', 'confirmed', 'checked_in', 'completed', 'cancelled', 'missed'],
    ends: ['completed', 'cancelled', 'missed'],
    policy: 'state-machine',
  }),
  column('signed', 'text', { policy: 'append-only' }),
]);

type Name = (typeof chart.columns)[number]['name'];

const blank = Object.fromEntries(chart.columns.map(({ name }) => [name, null]));
const rowOf = (values: Record<Name, WireValue>): WireRow => {
  const whole: Record<string, WireValue> = { ...blank, id: 'c1', ...values };
  return chart.columns.map(({ name }) => whole[name] ?? null);
};

/** One column merged; `conflict` where a person has to choose. */
function mergeOne(
  name: string,
  [base, mine, theirs]: readonly [WireValue, WireValue, WireValue],
  input: Partial<MergeInput> = {},
): WireValue {
  const result = mergeRow({
    table: chart,
    base: rowOf({ [name]: base }),
    mine: rowOf({ [name]: mine }),
    theirs: rowOf({ [name]: theirs }),
    author: { name: 'mara', at: AT },
    ...input,
  });
  if (result.kind === 'merged' && result.conflicts.length > 0) return 'conflict';
  const row = 'row' in result ? result.row : null;
  return row?.[chart.columns.findIndex((entry) => entry.name === name)] ?? null;
}

const SIGNED = '[mara, 2026-03-09 14:30 UTC]';

describe('the policies, where both sides changed a column', () => {
  it.each<[policy: string, name: string, WireValue, WireValue, WireValue, WireValue]>([
    ['manual: a person', 'allergies', 'none', 'pollen', 'milk', 'conflict'],
    ['remote-wins: theirs', 'room', '1', '2', '3', '3'],
    ['local-wins: mine', 'colour', 'red', 'blue', 'green', 'blue'],
    ['append-only: a person', 'signed', null, 'mara', 'jon', 'conflict'],
    ['counter: both deltas', 'stock', 10, 9, 7, 6],
    ['counter: two that took one each', 'stock', 10, 9, 9, 8],
    ['counter: one adds, one takes', 'stock', 10, 15, 9, 14],
    ['counter: beyond 2^53', 'stock', '9007199254740993', '9007199254740992', 9, 8],
    ['counter: out of 64 bits', 'stock', 0, '9223372036854775807', 1, 'conflict'],
    ['counter: an emptied one', 'stock', 10, null, 9, 'conflict'],
    ['counter: never filled', 'stock', null, 3, 4, 'conflict'],
    ['counter: exact decimals', 'price', '0.1', '0.3', '10', '10.2'],
    ['counter: below zero', 'price', '0.5', '0.25', '0.1', '-0.15'],
    ['counter: whole again', 'price', '1.5', '2', '3.5', '4'],
    ['counter: floats do not add up', 'weight', 1.5, 2, 3, 'conflict'],
    ['state-machine: the further', 'status', 'scheduled', 'confirmed', 'checked_in', 'checked_in'],
    ['state-machine: never back', 'status', 'checked_in', 'scheduled', 'confirmed', 'confirmed'],
    ['state-machine: an end', 'status', 'scheduled', 'cancelled', 'checked_in', 'cancelled'],
    ['state-machine: two ends', 'status', 'scheduled', 'completed', 'missed', 'conflict'],
    ['state-machine: reopened', 'status', 'completed', 'scheduled', 'missed', 'missed'],
    ['state-machine: emptied', 'status', 'scheduled', null, 'missed', 'conflict'],
  ])('%s', (_, name, base, mine, theirs, expected) => {
    expect(mergeOne(name, [base, mine, theirs])).toBe(expected);
  });

  it.each<[what: string, WireValue, WireValue, WireValue, WireValue]>([
    ['both wrote', null, 'limps', 'eats', `eats\n${SIGNED}\nlimps`],
    ['both added', 'calm', 'calm\nlimps', 'calm\neats', `calm\neats\n${SIGNED}\nlimps`],
    ['on the same line', 'Calm.', 'Calm. Limps.', 'Calm. Eats.', `Calm. Eats.\n${SIGNED}\nLimps.`],
    ['mine holds theirs', 'a', 'a\nb\nc', 'a\nb', 'a\nb\nc'],
    ['theirs holds mine', 'a', 'a\nb', 'a\nb\nc', 'a\nb\nc'],
    ['the same words beside others', 'a', 'a\nb', 'a\nx\nb', 'a\nx\nb'],
    ['words of before count anew', 'ok\na', 'ok\na\nok', 'ok\na\nb', `ok\na\nb\n${SIGNED}\nok`],
    ['mine corrected, theirs added', 'clam', 'calm', 'clam\neats', 'calm\neats'],
    ['mine added, theirs corrected', 'clam', 'clam\neats', 'calm', `calm\n${SIGNED}\neats`],
    ['both corrected', 'clam', 'calm', 'clam!', 'conflict'],
    ['mine emptied', 'a', null, 'a\nb', 'conflict'],
    ['a line that both added', 'clam', 'calm\neats', 'clam\neats', 'calm\neats'],
    ['theirs added, mine ends with a line break', 'clam', 'calm\n', 'clam\neats', 'calm\neats'],
    ['there was none before', '', 'a', 'b', `b\n${SIGNED}\na`],
    ['no text', 1, 'a', 'b', 'conflict'],
    ['theirs emptied', 'a', 'a\nb', '', 'conflict'],
    [
      'signed before',
      'a',
      `a\n[jon, 2026-03-08 09:00 UTC]\nb`,
      'a\nc',
      `a\nc\n[jon, 2026-03-08 09:00 UTC]\nb`,
    ],
  ])('append: %s', (_, base, mine, theirs, expected) => {
    expect(mergeOne('notes', [base, mine, theirs])).toBe(expected);
  });

  it('decide nothing without a common base, or where the column waits for a person', () => {
    for (const [name, mine, theirs] of [
      ['stock', 9, 8],
      ['notes', 'a', 'b'],
      ['room', '1', '2'],
    ] as const) {
      expect(mergeOne(name, [null, mine, theirs], { base: null })).toBe('conflict');
      expect(mergeOne(name, [null, mine, theirs], { open: new Set([name]) })).toBe('conflict');
    }
  });

  it('add nothing to a counter whose edit the server may have counted already', () => {
    expect(mergeOne('stock', [10, 9, 9], { doubtful: true })).toBe(9);
    expect(mergeOne('stock', [10, 9, 8], { doubtful: true })).toBe('conflict');
    expect(mergeOne('notes', ['a', 'a\nb', 'a\nc'], { doubtful: true })).toBe(`a\nc\n${SIGNED}\nb`);
  });

  it('never take a merge group apart', () => {
    const grouped = (policies: readonly ('counter' | 'remote-wins')[]): TableManifest =>
      table(
        'doses',
        { label: 'Doses', singular: 'Dose', title: ['a'], mergeGroups: [['a', 'b']] },
        ['a', 'b'].map((name, index) => column(name, 'integer', { policy: policies[index] })),
      );
    const merge = (manifest: TableManifest) =>
      mergeRow({
        table: manifest,
        base: ['d', 1, 1],
        mine: ['d', 2, 1],
        theirs: ['d', 1, 3],
        author: { name: 'mara', at: AT },
      });
    expect(merge(grouped(['counter', 'counter']))).toMatchObject({
      conflicts: [{ column: 'a' }, { column: 'b' }],
    });
    expect(merge(grouped(['remote-wins', 'counter']))).toMatchObject({
      conflicts: [{ column: 'a' }, { column: 'b' }],
    });
    expect(merge(grouped(['remote-wins', 'remote-wins']))).toEqual({
      kind: 'merged',
      row: ['d', 1, 3],
      conflicts: [],
    });
  });
});

/** Desks that edited the same image reach one server one after another: each pulls, merges and pushes. */
function serve(
  name: string,
  base: WireValue,
  edits: readonly { value: WireValue; author: string }[],
): WireValue {
  let server = base;
  for (const { value, author } of edits) {
    const merged = mergeOne(name, [base, value, server], { author: { name: author, at: AT } });
    if (merged === 'conflict') return merged;
    // Merging with the same image again, as after a lost answer, changes nothing.
    expect(mergeOne(name, [server, merged, server])).toBe(merged);
    // Nor does meeting the merged image once it has reached the server.
    expect(mergeOne(name, [merged, merged, merged])).toBe(merged);
    server = merged;
  }
  return server;
}

const shuffled = <T>(items: readonly T[], order: readonly number[]): T[] =>
  items
    .map((item, index) => ({ item, at: order[index] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
const orders = fc.array(fc.double({ noNaN: true }), { minLength: 5, maxLength: 5 });

describe('the policies, for any edits in any order', () => {
  it('add up a counter to the same number', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 5 }),
        orders,
        (base, deltas, order) => {
          const edits = deltas
            .filter((delta) => delta !== 0)
            .map((delta) => ({ value: base + delta, author: 'mara' }));
          const sum = deltas.reduce((total, delta) => total + delta, base);
          expect(serve('stock', base, edits)).toBe(sum);
          expect(serve('stock', base, shuffled(edits, order))).toBe(sum);
        },
      ),
    );
  });

  it('keep every note once', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}( [a-z]{3,8})?$/), {
      minLength: 1,
      maxLength: 5,
    });
    const bases = fc.constantFrom(null, 'Seen in March.', 'Seen in March.\n');
    fc.assert(
      fc.property(bases, words, orders, (base, notes, order) => {
        const text = base ?? '';
        const edits = notes.map((note, index) => ({
          value: text === '' || text.endsWith('\n') ? text + note : `${text}\n${note}`,
          author: `desk ${String(index)}`,
        }));
        const lines = (merged: WireValue) =>
          String(merged)
            .split('\n')
            .filter((line) => !line.startsWith('['))
            .sort();
        const once = [...text.split('\n').filter((line) => line !== ''), ...notes].sort();
        // A note that another one begins with is that note's beginning, not a second one.
        fc.pre(!notes.some((a) => notes.some((b) => a !== b && b.startsWith(a))));
        expect(lines(serve('notes', base, edits))).toEqual(once);
        expect(lines(serve('notes', base, shuffled(edits, order)))).toEqual(once);
      }),
    );
  });

  it('bring a status to the same state, or to a person in every order', () => {
    const states = fc.constantFrom(
      'scheduled',
      'confirmed',
      'checked_in',
      'completed',
      'cancelled',
      'missed',
    );
    fc.assert(
      fc.property(fc.array(states, { minLength: 1, maxLength: 5 }), orders, (ends, order) => {
        const edits = ends
          .filter((state) => state !== 'scheduled')
          .map((value) => ({ value, author: 'mara' }));
        const forwards = serve('status', 'scheduled', edits);
        expect(serve('status', 'scheduled', shuffled(edits, order))).toBe(forwards);
      }),
    );
  });

  it('show no value that neither side entered, counters and notes apart', () => {
    const words = fc.constantFrom<WireValue>(null, 'a', 'b', 'c');
    fc.assert(
      fc.property(
        fc.constantFrom('allergies', 'room', 'colour', 'signed', 'status'),
        words,
        words,
        words,
        (name, base, mine, theirs) => {
          const merged = mergeOne(name, [base, mine, theirs]);
          expect([mine, theirs, 'conflict']).toContain(merged);
        },
      ),
    );
  });
});
