import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { Page } from './page.ts';
import { parseRows } from './frame.ts';

/** What identifies a row among several pages: its table's name and its key. */
export function rowIdentity(table: string, pk: unknown): string {
  return `${table}\u0000${String(pk)}`;
}

/**
 * Rows of later pages that changed while the pull was under way, with their newest version: earlier images of
 * them are not worth merging, for the last image of a key counts [SYNC-6]. Only rows that are newer than the
 * first page's head can be such, so the map stays small.
 */
export function supersededRows(
  { store, access }: { store: Store; access: TableAccessMap },
  pages: readonly (() => Page)[],
): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  const first = pages[0]?.().header.head.version;
  if (first === undefined) return newest;
  for (const load of pages.slice(1)) {
    const page = load();
    if (page.header.head.version === first) continue;
    for (const row of parseRows(page.body) as WireRow[]) {
      const [index, version] = row as [number, number];
      if (version <= first) continue;
      const deleted = index < 0;
      const frame = page.header.tables[deleted ? -1 - index : index];
      const table = store.schema.tables.find(({ name }) => name === frame?.name);
      if (!frame || !table) continue;
      const key = deleted
        ? row.slice(2)
        : table.primaryKey.map((name) => row[2 + frame.columns.indexOf(name)] as WireValue);
      const identity = rowIdentity(table.name, access.get(table.name).pkOfKey(key));
      newest.set(identity, Math.max(version, newest.get(identity) ?? 0));
    }
  }
  return newest;
}
