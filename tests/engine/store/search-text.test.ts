import { describe, expect, it } from 'vitest';
import {
  isBlankQuery,
  matchesQuery,
  searchDocument,
  searchQuery,
} from '../../../engine/store/search-text.ts';

const finds = (typed: string, ...values: (string | null)[]): boolean =>
  matchesQuery(searchDocument(values), searchQuery(typed));

describe('what a record is found by', () => {
  it.each([
    ['re', 'Rex'],
    ['REX', 'rex'],
    ['zoe', 'Zoë'],
    ['muller', 'Müller'],
    ['mueller', 'Müller'],
    ['Müll', 'Muller'],
    ['strasse', 'Straße'],
    ['ohara', 'Anna OHara'],
    ["o'hara", "Anna O'Hara"],
    ['brandt ada', 'Ada Brandt'],
    ['łukasz', 'Lukasz'],
    ['owner 12', 'Owner 123'],
  ])('%s finds %s', (typed, value) => {
    expect(finds(typed, value)).toBe(true);
  });

  it.each([
    ['ex', 'Rex'],
    ['rex bella', 'Rex'],
    ['12', 'Owner 3'],
  ])('%s does not find %s', (typed, value) => {
    expect(finds(typed, value)).toBe(false);
  });

  it.each(['+49 30 123 4567', '0049301234567', '030 123', '030/1234567', '4567', '(030) 1234567'])(
    'a telephone number is found as %s',
    (typed) => {
      expect(finds(typed, '+49 30 1234567')).toBe(true);
    },
  );

  it.each(['276098', '276 098 100', '3456', '276098100123456'])(
    'a microchip is found as %s',
    (typed) => {
      expect(finds(typed, '276098100123456')).toBe(true);
    },
  );

  it('finds a name and a number together, each in its own field', () => {
    expect(finds('rex 3456', 'Rex', '276098100123456')).toBe(true);
    expect(finds('bella 3456', 'Rex', '276098100123456')).toBe(false);
  });

  it('does not find a number by its middle, nor by two digits', () => {
    expect(finds('98100', 'x', '276098100123456')).toBe(false);
    expect(finds('27', 'x', '276098100123456')).toBe(false);
  });

  it('takes punctuation alone for nothing', () => {
    expect(isBlankQuery(searchQuery('  - / " * '))).toBe(true);
  });
});
