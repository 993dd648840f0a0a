/*
 * How text becomes what is searched: the index, the query and the check of what was found must agree, so all
 * three come from here. Raise `SEARCH_TEXT_VERSION` with any change: indexes are then built anew.
 */

export const SEARCH_TEXT_VERSION = 1;

/** What one record is found by. */
export interface SearchDocument {
  readonly words: readonly string[];
  /** Each number in the forms it may be begun or ended with; see `numberForms`. */
  readonly numbers: readonly string[];
}

/** What a person typed. */
export interface SearchQuery {
  readonly words: readonly string[];
  /** Pieces that are only digits: each a word of its own, or together one number typed with spaces. */
  readonly figures: readonly string[];
  /** The beginnings that a form of the number may have; empty where there are too few digits to mean one. */
  readonly numbers: readonly string[];
}

const NUMBER = /^[\d\s+()/.-]+$/;
const LEAST_STORED_DIGITS = 5;
const LEAST_DIGITS = 3;
/** Fewer final digits than this match nearly everything. */
const LEAST_FINAL_DIGITS = 4;
const COUNTRY_CODE_DIGITS = [1, 2, 3];

export function searchDocument(values: readonly (string | null)[]): SearchDocument {
  const words = new Set<string>();
  const numbers = new Set<string>();
  for (const value of values) {
    if (value === null) continue;
    if (isNumber(value)) for (const form of numberForms(value)) numbers.add(form);
    else for (const word of wordsOf(value)) words.add(word);
  }
  return { words: [...words], numbers: [...numbers] };
}

export function searchQuery(text: string): SearchQuery {
  const words: string[] = [];
  const figures: string[] = [];
  for (const piece of text.split(/\s+/)) {
    if (NUMBER.test(piece)) {
      const digits = piece.replaceAll(/\D/g, '');
      if (digits !== '') figures.push(digits);
    } else {
      words.push(...plainWords(piece));
    }
  }
  return { words, figures, numbers: numberBeginnings(figures.join('')) };
}

export function isBlankQuery({ words, figures }: SearchQuery): boolean {
  return words.length + figures.length === 0;
}

/** Every word begins a word of the record; figures do so too, or begin or end one of its numbers. */
export function matchesQuery(document: SearchDocument, query: SearchQuery): boolean {
  const begins = (word: string): boolean => document.words.some((one) => one.startsWith(word));
  return (
    query.words.every(begins) &&
    (query.figures.every(begins) ||
      query.numbers.some((begin) => document.numbers.some((form) => form.startsWith(begin))))
  );
}

/** Lower case, without accents, letters and digits only: `Zoë O'Hara` → `zoe`, `o`, `hara`. */
export function plainWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The plain words, and those with an umlaut once more as they are spelt out: `Müller` → `muller`, `mueller`. */
function wordsOf(text: string): string[] {
  const spelt = text
    .normalize('NFC')
    .replaceAll(/[äöüÄÖÜ]/g, (letter) => UMLAUTS[letter] ?? letter);
  return spelt === text.normalize('NFC')
    ? plainWords(text)
    : [...plainWords(text), ...plainWords(spelt)];
}

const UMLAUTS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
};
/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => LETTERS[letter] ?? letter);
}

function isNumber(value: string): boolean {
  return NUMBER.test(value) && value.replaceAll(/\D/g, '').length >= LEAST_STORED_DIGITS;
}

/**
 * A number as it may be begun, and backwards (after `r`) as it may be ended. Leading zeros are no part of it, and a
 * country's code may be left out: `+49 30 1234` is begun by 4930, by 30 and ended by 1234.
 */
function numberForms(value: string): string[] {
  const digits = value.replaceAll(/\D/g, '').replace(/^0+/, '');
  const foreign = /^\s*(\+|00)/.test(value);
  const national = foreign ? COUNTRY_CODE_DIGITS.map((count) => digits.slice(count)) : [];
  return [digits, ...national, `r${reversed(digits)}`];
}

function numberBeginnings(typed: string): string[] {
  const digits = typed.replace(/^0+/, '');
  if (digits.length < LEAST_DIGITS) return [];
  return digits.length < LEAST_FINAL_DIGITS ? [digits] : [digits, `r${reversed(digits)}`];
}

function reversed(digits: string): string {
  return Array.from(digits).reverse().join('');
}
