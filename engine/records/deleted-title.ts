import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';

/** A record as it is kept after its deletion: its values by column, and what it was called. */
export function deletedTitle(
  table: TableManifest,
  row: WireRow,
): { title: string; row: Record<string, WireValue> } {
  const values = Object.fromEntries(
    table.columns.map(({ name }, index) => [name, row[index] ?? null]),
  );
  const title = table.titleColumns
    .map((name) => values[name] ?? null)
    .filter((value) => value !== null)
    .map(String)
    .join(' ');
  return { title, row: values };
}
