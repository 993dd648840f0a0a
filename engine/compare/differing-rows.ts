import {
  type DifferingRow,
  type DifferingRows,
  MOST_DIFFERING_ROWS,
} from '../../shared/api/compare.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireRow } from '../../shared/records/values.ts';
import type { SqlValue } from '../store/database.ts';
import { findDirty } from '../store/dirty.ts';
import { rowKeys } from '../store/record-keys.ts';
import { keyText } from '../store/row-key.ts';
import { SeenKeys } from '../store/seen-keys.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { breathe } from '../sync/context.ts';
import { remoteRows } from '../sync/remote-rows.ts';
import { type Comparing, stopWhere } from './compare.ts';

const SLICE = 500;

/**
 * Which records of a table are not the same on both sides, by content. Reads the clinic's rows once, page by page,
 * writes nothing and moves no cursor; in memory are a page, eight bytes a key, and what is listed.
 * @throws SatchelError COMPARE_CANCELLED, and what a download throws
 */
export async function differingRows(
  table: TableManifest,
  comparing: Comparing & { readonly access: TableAccessMap },
): Promise<DifferingRows> {
  const { store, access, now, signal, progress } = comparing;
  const own = access.get(table.name);
  const found = new Found(own, (pk) => findDirty(store.db, own.id, pk) !== undefined);
  const seen = new SeenKeys();
  let rows = 0;
  for await (const slice of remoteRows(comparing, {
    wanted: new Set([table.name]),
    slice: SLICE,
  })) {
    rows += slice.read;
    progress?.({ phase: 'rows', table: table.name, rows, totalRows: null });
    stopWhere(signal);
    for (const { pk, row } of slice.rows) {
      seen.add(pk);
      found.look(pk, own.read(pk), row);
    }
  }
  for (const keys of rowKeys(store, table, SLICE)) {
    for (const pk of keys) if (!seen.has(pk)) found.look(pk, own.read(pk), null);
    await breathe();
    stopWhere(signal);
  }
  return { table: table.name, at: new Date(now()).toISOString(), ...found.listed };
}

class Found {
  readonly #access: TableAccess;
  readonly #isWaiting: (pk: SqlValue) => boolean;
  readonly #rows: DifferingRow[] = [];
  #count = 0;

  constructor(access: TableAccess, isWaiting: (pk: SqlValue) => boolean) {
    this.#access = access;
    this.#isWaiting = isWaiting;
  }

  get listed(): Pick<DifferingRows, 'count' | 'rows'> {
    return { count: this.#count, rows: this.#rows };
  }

  look(pk: SqlValue, mine: WireRow | null, theirs: WireRow | null): void {
    const { table } = this.#access;
    if (mine === null && theirs === null) return;
    const columns = table.columns.flatMap(({ name }, index) =>
      mine !== null && theirs !== null && mine[index] !== theirs[index] ? [name] : [],
    );
    if (mine !== null && theirs !== null && columns.length === 0) return;
    this.#count++;
    if (this.#rows.length === MOST_DIFFERING_ROWS) return;
    this.#rows.push({
      key: keyText(table, this.#access.keyOfPk(pk)),
      where: mine === null ? 'there' : theirs === null ? 'here' : 'both',
      columns,
      waiting: this.#isWaiting(pk),
    });
  }
}
