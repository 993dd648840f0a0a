import { type DownloadHeader, epochOf } from '../../shared/protocol/download.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { SqlValue } from '../store/database.ts';
import { hasDirtyRows } from '../store/dirty.ts';
import { writeExtra } from '../store/extra.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { noteReconciled } from '../store/offers.ts';
import { type Applied, applyRow } from './apply-row.ts';
import type { Reconciliation, RemoteRow } from './remote-row.ts';
import { isUniqueViolation, settleCollisions } from './collisions.ts';
import { FreshSets } from './fresh-sets.ts';
import { parseParts } from './frame.ts';
import type { Page, PullCounts } from './page.ts';
import { rowIdentity } from './superseded.ts';
import { isAnotherRecord } from './renumber.ts';
import { extraValues, mapRow, sameColumns } from './row-mapping.ts';

export interface ApplyOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly counts: PullCounts;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly reconciliation: Reconciliation | undefined;
  /** Rows of which a later page has a newer image, with its version. */
  readonly superseded: ReadonlyMap<string, number>;
  /** Notes each record the server shows; at the end, the ones it no longer has are taken away [SYNC-11]. */
  readonly comparing?: { readonly unshown: () => readonly RemoteRow[] } | undefined;
  /** Told after each slice: the table last written, and the rows applied since the pull began. */
  readonly onSlice: (table: string | null, rows: number) => void;
  /** Lets other work of the thread run between slices; throws when the run was cancelled. */
  readonly breathe: () => Promise<void>;
}

interface Next {
  readonly rows: readonly WireRow[];
  readonly from: number;
  readonly anyDirty: boolean;
}

/** Up to this many rows are applied in one transaction together with the cursor. */
export const ONE_TRANSACTION_ROWS = 3000;
const SLICE_MS = 20;
const ROWS_BETWEEN_LOOKS = 64;

/**
 * Applies the pages of one pull, in order. `finish` runs in the transaction of the last rows: it moves the
 * cursor. A crash before it leaves the cursor where it was; what was applied is ignored when it comes again.
 */
export class PageApplier {
  readonly #options: ApplyOptions;
  /** Rows whose unique value another row holds at the moment, while the holder's own change may still come; or whose number. */
  #colliding: RemoteRow[] = [];
  #sawDeletes = false;
  /** None where a row's newer image may already be here, or its fate depends on what the desk has of it. */
  readonly #fresh: FreshSets | undefined;
  #pages = 0;
  #applied = 0;
  #table: string | null = null;

  constructor(options: ApplyOptions) {
    this.#options = options;
    const { store, access, reconciliation, superseded } = options;
    const isPlain =
      reconciliation === undefined && superseded.size === 0 && options.comparing === undefined;
    this.#fresh = isPlain ? new FreshSets(store, access) : undefined;
  }

  /** @param finish given with the last page only */
  async apply(page: Page, finish: (() => void) | undefined): Promise<void> {
    const { store, monotonicMs, breathe, onSlice } = this.#options;
    const rows = await this.#readRows(page);
    const whole = this.#pages === 0 && finish !== undefined && rows.length <= ONE_TRANSACTION_ROWS;
    this.#pages++;
    let next = 0;
    do {
      if (next > 0) await breathe();
      const slice = (): void => {
        const anyDirty = hasDirtyRows(store.db) || this.#options.reconciliation !== undefined;
        const until = monotonicMs() + SLICE_MS;
        let look = next + ROWS_BETWEEN_LOOKS;
        this.#fresh?.begin();
        while (next < rows.length) {
          next += this.#applyNext(page.header, { rows, from: next, anyDirty });
          if (whole || next < look) continue;
          if (monotonicMs() >= until) break;
          look = next + ROWS_BETWEEN_LOOKS;
        }
        if (next >= rows.length) this.#endPage(finish);
      };
      // What a power cut takes comes again: the cursor has not moved. The last page's slices stay, and all before them.
      applyRemote(store, slice, { losable: finish === undefined });
      if (this.#applied > 0) onSlice(this.#table, this.#applied);
    } while (next < rows.length);
  }

  async #readRows({ body }: Page): Promise<WireRow[]> {
    const rows: WireRow[] = [];
    for (const part of parseParts(body) as Iterable<WireRow[]>) {
      if (rows.length > 0) await this.#options.breathe();
      rows.push(...part);
    }
    return orderDeletesLast(rows);
  }

  /** Returns how many rows it applied. */
  #applyNext(header: DownloadHeader, next: Next): number {
    const { counts, now } = this.#options;
    const { rows, from, anyDirty } = next;
    const set = this.#fresh?.apply(header, { rows, from, now: now() });
    if (!set) {
      this.#applyLine(header, rows[from] as WireRow, anyDirty);
      return 1;
    }
    counts.pulled.set(set.table, (counts.pulled.get(set.table) ?? 0) + set.rows);
    this.#applied += set.rows;
    this.#table = set.table;
    return set.rows;
  }

  #applyLine(header: DownloadHeader, line: WireRow, anyDirty: boolean): void {
    const { access, store } = this.#options;
    const [tableIndex, version] = line as [number, number];
    const deleted = tableIndex < 0;
    const frame = header.tables[deleted ? -1 - tableIndex : tableIndex];
    if (!frame) throw new SatchelError('SYNC_TORN');
    const table = store.schema.tables.find(({ name }) => name === frame.name);
    // A table of a newer server: its rows come with the update that knows them [SYNC-12].
    if (!table) return;
    const tableAccess = access.get(table.name);
    const values = line.slice(2);
    const held = { epoch: epochOf(header.epochs, version), version };
    if (deleted) {
      this.#sawDeletes = true;
      const pk = tableAccess.pkOfKey(values);
      this.#applyOne({ access: tableAccess, pk, held, row: null }, anyDirty);
      return;
    }
    const known = sameColumns(table, frame.columns);
    const key = known
      ? tableAccess.keyOfRow(values)
      : table.primaryKey.map((name) => values[frame.columns.indexOf(name)] as WireValue);
    const pk: SqlValue = tableAccess.pkOfKey(key);
    const row = known
      ? values
      : mapRow(table, { columns: frame.columns, values }, () => tableAccess.read(pk));
    this.#applyOne({ access: tableAccess, pk, held, row }, anyDirty);
    if (!known) {
      for (const [name, value] of extraValues(table, frame.columns, values)) {
        writeExtra(store.db, { tbl: tableAccess.id, pk, name }, value);
      }
    }
  }

  #applyOne(remote: RemoteRow, anyDirty: boolean): void {
    const { store, now, reconciliation, superseded, comparing } = this.#options;
    if (comparing) noteReconciled(store.db, { tbl: remote.access.id, pk: remote.pk });
    if (superseded.size > 0) {
      const newest = superseded.get(rowIdentity(remote.access.table.name, remote.pk));
      if (newest !== undefined && newest > remote.held.version) return;
    }
    // Which numbers are free shows once all that the server has given away are here.
    if (anyDirty && isAnotherRecord(store, remote)) {
      this.#colliding.push(remote);
      return;
    }
    try {
      this.#count(remote, applyRow({ store, now: now(), anyDirty, reconciliation }, remote));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      this.#colliding.push(remote);
    }
  }

  #count(remote: RemoteRow, applied: Applied): void {
    const { counts } = this.#options;
    if (applied === 'ignored') return;
    const { name } = remote.access.table;
    counts.pulled.set(name, (counts.pulled.get(name) ?? 0) + 1);
    if (applied === 'conflict') counts.conflicts.set(name, (counts.conflicts.get(name) ?? 0) + 1);
    this.#applied++;
    this.#table = name;
  }

  #endPage(finish: (() => void) | undefined): void {
    const { store, access, now, counts } = this.#options;
    const retry = this.#colliding;
    this.#colliding = [];
    for (const remote of retry) this.#applyOne(remote, true);
    if (!finish) return;
    for (const remote of this.#options.comparing?.unshown() ?? []) {
      this.#sawDeletes = true;
      this.#applyOne(remote, true);
    }
    settleCollisions(
      { store, access, now: now(), counts, reconciliation: this.#options.reconciliation },
      { colliding: this.#colliding, sawDeletes: this.#sawDeletes },
    );
    finish();
  }
}

function orderDeletesLast(rows: WireRow[]): WireRow[] {
  const isDelete = (row: WireRow) => (row[0] as number) < 0;
  return rows.some(isDelete)
    ? [...rows.filter((row) => !isDelete(row)), ...rows.filter(isDelete)]
    : rows;
}
