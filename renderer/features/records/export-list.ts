import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import type { SatchelClient } from '../../client.ts';
import { type CsvCell, toCsv } from './csv.ts';
import { isOwnKey } from './record-fields.tsx';
import type { ListQuery } from './use-record-rows.ts';

const PAGE_ROWS = 1000;

/**
 * Every record of a list as CSV, in the list's order: what it refers to by name, everything else exactly as it is
 * stored. Rows that change while it is read may be missing or come twice, as in any list that is paged.
 */
export async function exportList(
  client: SatchelClient,
  table: TableDescription,
  { table: name, search, sort, where }: ListQuery,
): Promise<string> {
  const columns = table.columns.filter((column) => !isOwnKey(table, column.name));
  const rows: CsvCell[][] = [columns.map(({ label }) => label)];
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { records } = await client.records.list({
      table: name,
      where,
      limit: PAGE_ROWS,
      offset,
      ...(search ? { search } : {}),
      ...(sort ? { sort } : {}),
    });
    rows.push(...records.map((record) => columns.map((column) => cellOf(record, column.name))));
    if (records.length < PAGE_ROWS) return toCsv(rows);
  }
}

function cellOf({ references, values }: RecordView, column: string): CsvCell {
  const value = references[column] ?? values[column] ?? null;
  return typeof value === 'boolean' ? String(value) : value;
}

/** Hands a file to the person, as a browser hands over a download. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the content once it has begun.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
