/** Text of a cell, or a figure, which no spreadsheet takes for a formula. */
export type CsvCell = string | number | null;

/** What a spreadsheet may take for a formula where a text begins with it; it would run when the file is opened. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A CSV file as RFC 4180 has it, with the mark by which Excel knows UTF-8. A text that begins like a formula gets an
 * apostrophe before it: somebody may have typed one into a record on purpose.
 */
export function toCsv(rows: readonly (readonly CsvCell[])[]): string {
  const lines = rows.map((row) => row.map(csvCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
