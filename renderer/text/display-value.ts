import type { TableDescription } from '../../shared/api/records.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { formatDay } from './times.ts';
import { t } from './t.ts';
import { choiceWord } from './table-words.ts';
import { formatBytes, formatNumber } from './words.ts';
import { formatMoment } from './zone-times.ts';

export type ColumnDescription = TableDescription['columns'][number];

/** A wire value as a person reads it; null where there is nothing to show. Text is shown exactly as it is. */
export function displayValue(
  column: ColumnDescription,
  value: WireValue | undefined,
): string | null {
  if (value === null || value === undefined || value === '') return null;
  switch (column.type) {
    case 'boolean':
      return t(value === true ? 'words.yes' : 'words.no');
    case 'date':
      return formatDay(String(value));
    case 'timestamp':
      return formatMoment(String(value));
    case 'integer':
      return typeof value === 'number' ? formatNumber(value) : String(value);
    case 'blob':
      return t('words.data', { size: formatBytes(Math.floor((String(value).length * 3) / 4)) });
    default:
      return column.values ? choiceWord(String(value)) : String(value);
  }
}

/** Columns whose values are compared by their digits, and so are set right-aligned. */
export function isNumeric(column: ColumnDescription): boolean {
  return (
    (column.type === 'integer' || column.type === 'real' || column.type === 'decimal') &&
    !column.references
  );
}
