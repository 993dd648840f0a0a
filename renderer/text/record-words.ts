import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import { displayValue } from './display-value.ts';
import { count } from './words.ts';

/** What the pages of records say. */
export const recordWords = {
  find: {
    label: 'Find a record',
    placeholder: 'Name, telephone or microchip',
    clear: 'Clear the search',
    results: 'What was found',
    nothing: 'Nothing found',
    nothingHint:
      'Every word must begin a word of the record. A telephone number or microchip is found by how it begins, or by its last four digits.',
    more: 'There is more. Another word, such as the owner’s name, tells them apart.',
    unread: (rows: number): string =>
      `${count(rows, 'record')} came in just now and cannot be searched yet; something may be missing.`,
    found: (rows: number): string => count(rows, 'match', 'matches'),
  },
} as const;

/** What tells namesakes apart: the next things a list would show. `dog · Beagle · Ada Brandt` */
export function recordDetail(record: RecordView, table: TableDescription, parts = 3): string {
  return table.listColumns
    .filter((name) => !table.titleColumns.includes(name))
    .flatMap((name) => {
      const column = table.columns.find((one) => one.name === name);
      const text = record.references[name] ?? (column && displayValue(column, record.values[name]));
      return text ? [text] : [];
    })
    .slice(0, parts)
    .join(' · ');
}
