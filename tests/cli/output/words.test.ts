import { describe, expect, test } from 'vitest';
import { safeText } from '../../../cli/output/safe-text.ts';
import { textTable } from '../../../cli/output/text-table.ts';
import { age, bytes, count, duration, grouped } from '../../../cli/output/words.ts';

const now = Date.parse('2026-03-02T09:00:00.000Z');
const before = (ms: number): string => new Date(now - ms).toISOString();

describe('words', () => {
  test.each([
    [0, 'just now'],
    [1000, '1 second ago'],
    [59_000, '59 seconds ago'],
    [60_000, '1 minute ago'],
    [3_600_000, '1 hour ago'],
    [86_400_000 * 3, '3 days ago'],
    [-40_000, 'in 40 seconds'],
  ])('a time %i ms ago is "%s"', (ms, words) => {
    expect(age(before(ms), now)).toBe(words);
  });

  test('durations, sizes and counts', () => {
    expect([duration(0.238), duration(12.4), duration(125)]).toEqual([
      '0.24 s',
      '12 s',
      '2 min 5 s',
    ]);
    expect([bytes(812), bytes(1234), bytes(3_400_000)]).toEqual(['812 B', '1.2 kB', '3.4 MB']);
    expect([count(1, 'record'), count(1200, 'record')]).toEqual(['1 record', '1,200 records']);
    expect([0, 999, 1000, -1000, 0.12345].map(grouped)).toEqual([
      ...['0', '999', '1,000', '-1,000', '0.123'],
    ]);
  });
});

describe('a value of a record on the terminal', () => {
  test('cannot send control sequences or turn the text around', () => {
    expect(safeText('a\u001b[2Jb\u009b1mc\u202ed\ne')).toBe('a\ufffd[2Jb\ufffd1mc\ufffdd⏎e');
  });

  test('keeps its column, with emoji and accents as one character each', () => {
    const lines = textTable(
      [
        { name: '👩‍⚕️é', rows: 1 },
        { name: 'abcd', rows: 22 },
      ],
      [
        { title: 'Name', value: ({ name }) => name },
        { title: 'Rows', value: ({ rows }) => rows },
      ],
    ).split('\n');
    expect(lines).toEqual(['Name  Rows', '👩‍⚕️é       1', 'abcd    22']);
  });
});
