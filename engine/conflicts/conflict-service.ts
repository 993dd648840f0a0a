import type { Conflict } from '../../shared/api/conflicts.ts';
import { strategySchema } from '../../shared/api/conflicts.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { valueProblem, type WireRow, type WireValue } from '../../shared/records/values.ts';
import type { ConflictService } from '../api/services.ts';
import {
  closeConflict,
  type ConflictRecord,
  findConflict,
  listConflicts,
  openConflictsOf,
} from '../store/conflict-store.ts';
import { readDesk } from '../store/desk.ts';
import { clearDirty, findDirty, updateDirty } from '../store/dirty.ts';
import { applyRemote } from '../store/gate.ts';
import { markDirty } from '../store/offers.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { groupOf, sameRow } from './merge.ts';
import { recommend } from './recommend.ts';
import { recordTitle } from './record-title.ts';
import { refusingTaken } from './refuse-taken.ts';

export interface ConflictServiceOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: () => number;
  /** Who is at the desk. */
  readonly actor: () => string;
  readonly onChange: (tables: readonly string[]) => void;
}

interface Choice {
  readonly strategy: string;
  readonly newValue?: WireValue;
  readonly notes?: string;
}

/** What waits for a person, and what a person decides. */
export function createConflictService(options: ConflictServiceOptions): ConflictService {
  const { store, access, now, onChange, actor } = options;
  return {
    list(filter) {
      const tbl = filter.table === undefined ? undefined : tableNumber(store, filter.table);
      return listConflicts(store.db, { resolved: filter.resolved, tbl }).map((record) =>
        toView(store, access, record),
      );
    },

    resolve(id, choice) {
      const strategy = strategySchema.safeParse(choice.strategy);
      if (!strategy.success) {
        throw new SatchelError('STRATEGY_UNKNOWN', {
          strategy: choice.strategy,
          strategies: strategySchema.options.join(', '),
        });
      }
      const conflict = findConflict(store.db, id);
      if (!conflict) throw new SatchelError('CONFLICT_NOT_FOUND', { id });
      if (conflict.resolvedAt !== null) throw new SatchelError('CONFLICT_RESOLVED', { id });
      const table = store.tableById(conflict.tbl);
      const at = now();
      const by = actor();
      refusingTaken(table.name, () =>
        applyRemote(store, () => {
          const tableAccess = access.get(table.name);
          const fields = groupOf(table, conflict.field);
          const related = openConflictsOf(store.db, conflict.tbl, conflict.pk).filter(
            (open) => open.id === id || fields.includes(open.field),
          );
          if (conflict.field === '')
            settleRow(store, tableAccess, { conflict, strategy: strategy.data, at });
          else settleFields(store, tableAccess, { conflict, related, choice, at });
          for (const open of related) {
            closeConflict(store.db, open.id, {
              strategy: strategy.data,
              notes: choice.notes ?? null,
              by,
              at,
              mine: open.mine,
            });
          }
        }),
      );
      onChange([table.name]);
      const kept = strategy.data === 'keep_remote' ? 'the server’s' : 'this desk’s';
      return {
        message: `Resolved with ${kept} value. Sync next, so that the other desks have it too.`,
        resolvedBy: by,
        resolvedAt: at,
      };
    },
  };
}

/** A whole row: deleted on one side, edited on the other, or deleted here while still referenced. */
function settleRow(
  store: Store,
  access: TableAccess,
  { conflict, strategy, at }: { conflict: ConflictRecord; strategy: string; at: number },
): void {
  const { pk, tbl } = conflict;
  if (conflict.kind === 'parent-deleted') {
    if (strategy === 'keep_remote') return;
    // To delete it after all: the server refuses while records reference it, and says so.
    const row = access.read(pk);
    if (row === null) return;
    access.writeBase(row);
    access.remove(pk);
    markDirty(store.db, { tbl, pk, op: 'delete' }, at);
    return;
  }
  if (strategy === 'keep_local') {
    const dirty = findDirty(store.db, tbl, pk);
    // A record that had to leave its table meanwhile stays in the quarantine, which keeps it.
    const parked = dirty?.held === 'parked';
    if (dirty && !parked) updateDirty(store.db, { tbl, pk }, { op: dirty.op, held: null });
    return;
  }
  const theirs = access.readBase(pk);
  if (theirs === null) access.remove(pk);
  else access.write(theirs);
  access.dropBase(pk);
  clearDirty(store.db, tbl, pk);
}

function settleFields(
  store: Store,
  access: TableAccess,
  {
    conflict,
    related,
    choice,
    at,
  }: {
    conflict: ConflictRecord;
    related: readonly ConflictRecord[];
    choice: Choice;
    at: number;
  },
): void {
  const { pk, tbl } = conflict;
  const mine = access.read(pk);
  const base = access.readBase(pk);
  const stillOpen =
    openConflictsOf(store.db, tbl, pk).length > related.length ? ('conflict' as const) : null;
  if (mine === null) {
    // The record was deleted here meanwhile: with nothing left to decide, the deletion goes its way.
    const deletion = findDirty(store.db, tbl, pk);
    if (deletion) updateDirty(store.db, { tbl, pk }, { op: deletion.op, held: stillOpen });
    return;
  }
  const row = [...mine];
  for (const open of related) {
    const index = access.table.columns.findIndex(({ name }) => name === open.field);
    row[index] = chosenValue(access, { open, choice, index, mine, base, chosen: conflict.id });
  }
  access.write(row);
  if (base !== null && sameRow(row, base)) {
    access.dropBase(pk);
    clearDirty(store.db, tbl, pk);
    return;
  }
  const dirty = findDirty(store.db, tbl, pk);
  if (dirty) {
    updateDirty(store.db, { tbl, pk }, { op: dirty.op, held: stillOpen });
  } else {
    access.writeBase(mine);
    markDirty(store.db, { tbl, pk, op: 'update' }, at);
  }
}

function chosenValue(
  access: TableAccess,
  {
    open,
    choice,
    index,
    mine,
    base,
    chosen,
  }: {
    open: ConflictRecord;
    choice: Choice;
    index: number;
    mine: WireRow;
    base: WireRow | null;
    chosen: string;
  },
): WireValue {
  const column = access.table.columns[index];
  if (choice.strategy === 'keep_remote') return base === null ? open.theirs : (base[index] ?? null);
  if (choice.newValue !== undefined && open.id === chosen) {
    const problem = column && valueProblem(column, choice.newValue);
    if (problem) {
      throw new SatchelError('VALUE_INVALID', {
        table: access.table.name,
        column: open.field,
        problem,
      });
    }
    return choice.newValue;
  }
  // A unique value that the server gave to another record cannot simply be kept: the row holds a substitute.
  if (open.kind === 'unique') {
    throw new SatchelError('VALUE_INVALID', {
      table: access.table.name,
      column: open.field,
      problem: 'another record has this value; give a new one with --value',
    });
  }
  return mine[index] ?? null;
}

function tableNumber(store: Store, name: string): number {
  try {
    return store.tableId(name);
  } catch {
    throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: '' });
  }
}

function toView(store: Store, accessMap: TableAccessMap, record: ConflictRecord): Conflict {
  const table = store.tableById(record.tbl);
  const access = accessMap.get(table.name);
  const column = table.columns.find(({ name }) => name === record.field);
  const index = table.columns.findIndex(({ name }) => name === record.field);
  const current =
    record.resolvedAt === null && record.kind !== 'unique' ? access.read(record.pk) : null;
  const localValue = current && index >= 0 ? (current[index] ?? null) : record.mine;
  const desk = readDesk(store.db);
  return {
    _id: record.id,
    collection: table.name,
    localId: String(record.pk),
    remoteId: String(record.pk),
    field: record.field === '' ? null : record.field,
    baseValue: record.base,
    localValue,
    remoteValue: record.theirs,
    timestamp: new Date(record.foundAt).toISOString(),
    resolved: record.resolvedAt !== null,
    notes: record.notes,
    kind: record.kind,
    title: recordTitle(
      table,
      access.read(record.pk) ?? access.readBase(record.pk),
      String(record.pk),
    ),
    fieldLabel: column?.label ?? null,
    localActor: record.actor,
    localDevice: desk.deviceName,
    localAt: record.editedAt === null ? null : new Date(record.editedAt).toISOString(),
    remoteActor: null,
    remoteAt: null,
    recommendation: recommend(record, column),
    strategy: strategySchema.safeParse(record.strategy).data ?? null,
    resolvedBy: record.resolvedBy,
    resolvedAt: record.resolvedAt === null ? null : new Date(record.resolvedAt).toISOString(),
  };
}
