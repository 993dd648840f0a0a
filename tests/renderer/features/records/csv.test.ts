import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../../renderer/features/records/csv.ts';

describe('CSV for a spreadsheet', () => {
  it('quotes what would break a row, and keeps figures and empty cells', () => {
    expect(toCsv([['a,b', 'say "x"', 'two\nlines', null, -4.5, 'plain']])).toBe(
      '\uFEFF"a,b","say ""x""","two\nlines",,-4.5,plain\r\n',
    );
  });

  it.each(['=1+1', '+49 30', '-2+3', '@SUM(A1)', '\tx', '\rx', '=cmd|"/c calc"!A1'])(
    'never lets %j run as a formula',
    (text) => {
      const [, cell = ''] = /^\uFEFF([\s\S]*)\r\n$/.exec(toCsv([[text]])) ?? [];
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );
});
