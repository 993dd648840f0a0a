import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import { displayValue } from './display-value.ts';

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
