import type { TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';

/** The columns that the address fixes to a value, as in "the visits of this patient"; unknown names are ignored. */
export function filterFrom(
  table: TableDescription,
  query: Readonly<Record<string, string>>,
): Record<string, WireValue> {
  const names = new Set(table.columns.map(({ name }) => name));
  return Object.fromEntries(Object.entries(query).filter(([name]) => names.has(name)));
}
