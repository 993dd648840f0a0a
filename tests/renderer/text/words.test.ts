import { describe, expect, it } from 'vitest';
import { t } from '../../../renderer/text/t.ts';
import { formatBytes, humanise, joinWords } from '../../../renderer/text/words.ts';

describe('words', () => {
  it('counts in singular for exactly one', () => {
    expect([0, 1, 2, 1204].map((value) => t('words.changes', { count: value }))).toEqual([
      '0 changes',
      '1 change',
      '2 changes',
      '1,204 changes',
    ]);
    expect(t('words.matches', { count: 2 })).toBe('2 matches');
  });

  it('writes sizes in decimal units', () => {
    expect([0, 312, 999, 1000, 1400, 20_000, 3_200_000].map(formatBytes)).toEqual([
      '0 B',
      '312 B',
      '999 B',
      '1.0 kB',
      '1.4 kB',
      '20 kB',
      '3.2 MB',
    ]);
  });

  it('joins a list as it is spoken', () => {
    expect(joinWords([])).toBe('');
    expect(joinWords(['name'])).toBe('name');
    expect(joinWords(['name', 'phone', 'email'])).toBe('name, phone and email');
  });

  it('makes words of stored names', () => {
    expect(humanise('checked_in')).toBe('Checked in');
  });
});
