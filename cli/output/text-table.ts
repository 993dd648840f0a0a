import { safeText } from './safe-text.ts';
import { grouped } from './words.ts';

export interface TextColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
}

const WIDEST_CELL = 48;

/** Rows under their titles, numbers to the right; an empty list is the empty text. */
export function textTable<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map(({ value }) => cell(value(row))));
  const isNumber = columns.map(({ value }) =>
    rows.every((row) => typeof value(row) === 'number' || value(row) === null),
  );
  const widths = columns.map(({ title }, index) =>
    Math.max(width(title), ...cells.map((line) => width(line[index] ?? ''))),
  );
  const render = (line: readonly string[]): string =>
    line
      .map((text, index) => {
        const gap = ' '.repeat((widths[index] ?? 0) - width(text));
        return isNumber[index] ? gap + text : text + gap;
      })
      .join('  ')
      .trimEnd();
  return [render(columns.map(({ title }) => title)), ...cells.map(render)].join('\n');
}

function cell(value: string | number | null): string {
  if (value === null) return '–';
  const text = safeText(typeof value === 'number' ? grouped(value) : value);
  const shown = characters(text);
  return shown.length > WIDEST_CELL ? `${shown.slice(0, WIDEST_CELL - 1).join('')}…` : text;
}

function width(text: string): number {
  return characters(text).length;
}

// To make one takes some 10 ms of a command's start: only for text that needs it.
let segmenter: Intl.Segmenter | undefined;
const plain = /^[\x20-\x7e]*$/;

/** What a person sees as one character each, such as an emoji or a letter with its accent. */
function characters(text: string): string[] {
  if (plain.test(text)) return Array.from(text);
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
