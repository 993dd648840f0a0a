import Papa from 'papaparse';

export interface CsvFile {
  readonly name: string;
  readonly header: readonly string[];
  /** Cells by row; a row shorter than the header has empty ones. */
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
}

export type CsvReading =
  | { readonly file: CsvFile }
  | { readonly problem: 'empty' }
  | { readonly problem: 'too-large'; readonly most: number }
  | { readonly problem: 'unreadable'; readonly row: number };

/** What a window holds in memory without becoming slow; a larger file is divided. */
export const MOST_ROWS = 100_000;

/** A CSV file as spreadsheets write it: any usual delimiter, quoted cells, with or without the mark of UTF-8. */
export function readCsv(name: string, text: string): CsvReading {
  const { data, errors, meta } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
  });
  const torn = errors.find(({ type }) => type === 'Quotes');
  if (torn) return { problem: 'unreadable', row: (torn.row ?? 0) + 1 };
  const [header = [], ...rows] = data;
  if (rows.length === 0) return { problem: 'empty' };
  if (rows.length > MOST_ROWS) return { problem: 'too-large', most: MOST_ROWS };
  const cells = rows.map((row) => header.map((_, index) => unguarded(row[index] ?? '')));
  return {
    file: { name, header: header.map((one) => one.trim()), rows: cells, delimiter: meta.delimiter },
  };
}

/** Satchel's own lists carry an apostrophe before what a spreadsheet would run. */
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
