import type { Discarded, Quarantined } from '../../shared/api/quarantine.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import type { Said } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import { inEnglish } from '../../shared/said/english.ts';
import type { QuarantineService } from '../api/services.ts';
import { checkValues } from '../records/check-values.ts';
import { dependantsOf } from '../store/dependants.ts';
import { readDesk } from '../store/desk.ts';
import { type Discarded as Kept, findDiscarded, listDiscarded } from '../store/discard-store.ts';
import { findDirty, updateDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import {
  findQuarantined,
  leaveQuarantine,
  listQuarantine,
  parkedRow,
  type QuarantineRecord,
} from '../store/quarantine-store.ts';
import { keyText, parseKeyText } from '../store/row-key.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { discardEdit } from './discard.ts';
import { recordTitle } from './record-title.ts';
import { refusingTaken } from './refuse-taken.ts';
import { sayRejection } from './say-rejection.ts';
import { undoDiscard } from './undo-discard.ts';

export interface QuarantineServiceOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: () => number;
  /** Who is at the desk. */
  readonly actor: () => string;
  readonly onChange: (tables: readonly string[]) => void;
  /** Saves an edit of a record that is in its table. */
  readonly saveRecord: (
    table: string,
    key: string,
    values: Readonly<Record<string, WireValue>>,
  ) => void;
}

interface Found {
  readonly access: TableAccess;
  readonly record: QuarantineRecord;
}

/** Records set aside: every one can be corrected, sent again, handed over or given up [SYNC-4]. */
export function createQuarantineService(options: QuarantineServiceOptions): QuarantineService {
  const { store, access, now, onChange, actor } = options;

  const accessById = (tbl: number): TableAccess => access.get(store.tableById(tbl).name);
  const get = (id: string): Found => {
    const [name = '', ...rest] = id.split(':');
    const table = store.schema.tables.find((one) => one.name === name);
    const key = table && parseKeyText(table, rest.join(':'));
    if (table && key) {
      const found = access.get(name);
      const pk = found.pkOfKey(key);
      const record = findQuarantined(store.db, { tbl: found.id, pk });
      if (record) return { access: found, record };
    }
    throw new SatchelError('QUARANTINE_NOT_FOUND', { id });
  };
  const all = (ids: readonly string[] | undefined): Found[] =>
    ids?.map(get) ??
    listQuarantine(store.db)
      .map((record) => ({ access: accessById(record.tbl), record }))
      .filter((found) => !found.access.table.system);

  const release = ({ access: found, record }: Found, row: WireRow | null): void => {
    const { tbl, pk } = record;
    refusingTaken(found.table.name, () =>
      applyRemote(store, () => {
        if (row !== null) found.write(row);
        leaveQuarantine(store.db, { tbl, pk });
        const dirty = findDirty(store.db, tbl, pk);
        if (dirty) updateDirty(store.db, { tbl, pk }, { op: dirty.op, held: null });
        releaseDependants(found, found.read(pk));
      }),
    );
  };
  /** Those that were refused only because they reference it go out with it. */
  const releaseDependants = (parent: TableAccess, row: WireRow | null): void => {
    for (const { table, pk } of row === null ? [] : dependantsOf(store, parent.table, row)) {
      const tbl = store.tableId(table.name);
      const waiting = findQuarantined(store.db, { tbl, pk });
      const dirty = findDirty(store.db, tbl, pk);
      if (waiting?.reason !== 'missing-reference' || !dirty) continue;
      leaveQuarantine(store.db, { tbl, pk });
      updateDirty(store.db, { tbl, pk }, { op: dirty.op, held: null });
    }
  };
  const discardedView = (kept: Kept): Discarded => {
    const found = accessById(kept.tbl);
    return {
      undo: kept.id,
      table: found.table.name,
      key: keyText(found.table, found.keyOfPk(kept.pk)),
      title: kept.title,
      op: kept.op,
      by: kept.by,
      at: new Date(kept.at).toISOString(),
    };
  };

  return {
    list: () => all(undefined).map((found) => toView(store, access, found)),

    edit(id, values) {
      const found = get(id);
      const parked = parkedRow(found.record);
      if (parked === null) {
        options.saveRecord(found.access.table.name, keyOf(found), values);
        return;
      }
      checkValues(found.access.table, values);
      release(
        found,
        found.access.table.columns.map(({ name }, index) => values[name] ?? parked[index] ?? null),
      );
      onChange([found.access.table.name]);
    },

    retry(ids) {
      const retried: string[] = [];
      const failed: { id: string; reason: string; said: Said[] }[] = [];
      const tables = new Set<string>();
      for (const found of all(ids)) {
        const id = idOf(found);
        try {
          release(found, parkedRow(found.record));
          retried.push(id);
          tables.add(found.access.table.name);
        } catch (error) {
          if (!isSatchelError(error)) throw error;
          failed.push({ id, reason: error.message, said: [sayError(error)] });
        }
      }
      onChange([...tables]);
      return { retried, failed };
    },

    export: (ids) => ({
      exportedAt: new Date(now()).toISOString(),
      device: readDesk(store.db).deviceName,
      records: all(ids).map((found) => {
        const { access: of, record } = found;
        const mine = record.op === 'delete' ? null : (parkedRow(record) ?? of.read(record.pk));
        return {
          ...toView(store, access, found),
          mine: byColumn(of, mine),
          server: byColumn(of, of.readBase(record.pk)),
        };
      }),
    }),

    discard(id, { dependants }) {
      const { access: found, record } = get(id);
      const context = { store, access, by: actor(), at: now(), dependants };
      const undo = refusingTaken(found.table.name, () =>
        applyRemote(store, () => discardEdit(context, found, record.pk)),
      );
      const discarded = undo.flatMap((number) => findDiscarded(store.db, number) ?? []);
      onChange([...new Set(discarded.map(({ tbl }) => store.tableById(tbl).name))]);
      return discarded.map(discardedView);
    },

    discarded: () => listDiscarded(store.db).map(discardedView),

    undo(number) {
      const kept = findDiscarded(store.db, number);
      if (!kept) throw new SatchelError('DISCARD_NOT_FOUND', { undo: number });
      undoDiscard(store, accessById(kept.tbl), kept);
      onChange([store.tableById(kept.tbl).name]);
    },
  };
}

function keyOf({ access, record }: Found): string {
  return keyText(access.table, access.keyOfPk(record.pk));
}

function idOf(found: Found): string {
  return `${found.access.table.name}:${keyOf(found)}`;
}

function toView(store: Store, accessMap: TableAccessMap, found: Found): Quarantined {
  const { access, record } = found;
  const { table } = access;
  const parked = parkedRow(record);
  const row = parked ?? access.read(record.pk) ?? access.readBase(record.pk);
  const dependants = row === null ? [] : dependantsOf(store, table, row);
  const why = sayRejection(table, record);
  return {
    id: idOf(found),
    table: table.name,
    key: keyOf(found),
    title: recordTitle(table, row, keyOf(found)),
    op: record.op,
    reason: inEnglish(why),
    said: [why],
    columns: [...record.columns],
    at: new Date(record.at).toISOString(),
    author: findDirty(store.db, record.tbl, record.pk)?.actor ?? null,
    parked: parked !== null,
    dependants: dependants.flatMap((dependant) => {
      const child = accessMap.get(dependant.table.name);
      if (!findDirty(store.db, child.id, dependant.pk)) return [];
      const key = keyText(child.table, child.keyOfPk(dependant.pk));
      const title = recordTitle(child.table, child.read(dependant.pk), key);
      return [{ table: child.table.name, key, title }];
    }),
  };
}

function byColumn(access: TableAccess, row: WireRow | null): Record<string, WireValue> | null {
  if (row === null) return null;
  return Object.fromEntries(
    access.table.columns.map(({ name }, index) => [name, row[index] ?? null]),
  );
}
