import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow } from '../../shared/records/values.ts';

/** What a person recognises a record by; its kind and key where it has no name. */
export function recordTitle(table: TableManifest, row: WireRow | null, key: string): string {
  const title = table.titleColumns
    .map((name) => row?.[table.columns.findIndex((column) => column.name === name)])
    .filter((value) => value !== null && value !== undefined)
    .join(' ');
  return title === '' ? `${table.singular} ${key}` : title;
}
