import { type DownloadHeader, epochOf } from '../../shared/protocol/download.ts';
import type { WireRow } from '../../shared/records/values.ts';
import { FRESH_ROWS, type FreshRow, type FreshRows } from '../store/fresh-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { sameColumns } from './row-mapping.ts';

/** The rows of a page that this desk has never had, applied a set at a time. */
export class FreshSets {
  readonly #store: Store;
  readonly #access: TableAccessMap;
  /** By the frame's place in the page, within one slice: null where rows are to be applied one by one. */
  readonly #fresh = new Map<number, FreshRows | null>();

  constructor(store: Store, access: TableAccessMap) {
    this.#store = store;
    this.#access = access;
  }

  /** To be called in each slice's transaction: between two of them anybody may write. */
  begin(): void {
    this.#fresh.clear();
  }

  /** Applies the set of rows that begins here; undefined, with nothing done, where its rows are to be applied one by one. */
  apply(
    header: DownloadHeader,
    { rows, from, now }: { rows: readonly WireRow[]; from: number; now: number },
  ): { table: string; rows: number } | undefined {
    const place = rows[from]?.[0] as number;
    if (place < 0 || rows[from + FRESH_ROWS - 1]?.[0] !== place) return undefined;
    const fresh = this.#find(header, place);
    if (!fresh) return undefined;
    const set: FreshRow[] = [];
    for (const line of rows.slice(from, from + FRESH_ROWS)) {
      const version = line[1] as number;
      if (line[0] !== place) return undefined;
      set.push({ row: line.slice(2), held: { epoch: epochOf(header.epochs, version), version } });
    }
    if (fresh.insert(set, now))
      return {
        table: (header.tables[place] as DownloadHeader['tables'][number]).name,
        rows: FRESH_ROWS,
      };
    this.#fresh.set(place, null);
    return undefined;
  }

  #find(header: DownloadHeader, place: number): FreshRows | null {
    const known = this.#fresh.get(place);
    if (known !== undefined) return known;
    const frame = header.tables[place];
    const table = this.#store.schema.tables.find(({ name }) => name === frame?.name);
    const fresh =
      frame && table && !table.system && sameColumns(table, frame.columns)
        ? this.#access.fresh(table.name)
        : undefined;
    const found = fresh?.areAlone() ? fresh : null;
    this.#fresh.set(place, found);
    return found;
  }
}
