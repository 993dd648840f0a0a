import type { Conflict } from '../../shared/api/conflicts.ts';
import { type Strategy, strategySchema } from '../../shared/api/conflicts.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { ConflictService } from '../api/services.ts';
import { type ConflictRecord, findConflict, listConflicts } from '../store/conflict-store.ts';
import { readDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { recommend } from './recommend.ts';
import { recordTitle } from './record-title.ts';
import { reopen, resolveConflict } from './resolve-conflict.ts';
import { uniqueSuggestion } from '../records/unique-suggestion.ts';

export interface ConflictServiceOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: () => number;
  /** Who is at the desk. */
  readonly actor: () => string;
  readonly onChange: (tables: readonly string[]) => void;
  /** Makes a backup before more than one conflict is decided at once; without it nothing is decided. */
  readonly beforeBulk?: () => Promise<void>;
}

/** What waits for a person, and what a person decides. */
export function createConflictService(options: ConflictServiceOptions): ConflictService {
  const { store, access, now, onChange, actor } = options;
  const resolving = () => ({ store, access, by: actor(), at: now() });
  const list: ConflictService['list'] = (filter) => {
    const tbl = filter.table === undefined ? undefined : tableNumber(store, filter.table);
    return listConflicts(store.db, { resolved: filter.resolved, tbl }).map((record) =>
      toView(store, access, record),
    );
  };

  return {
    list,

    resolve(id, choice) {
      const context = resolving();
      const strategy = getStrategy(choice.strategy);
      const table = resolveConflict(context, id, {
        strategy,
        newValue: choice.newValue,
        choices: choice.choices,
        notes: choice.notes,
      });
      onChange([table]);
      return {
        message: `Resolved with ${keptWords[strategy]}. Sync next, so that the other desks have it too.`,
        resolvedBy: context.by,
        resolvedAt: context.at,
      };
    },

    async resolveMany({ ids, table, strategy: named, notes }) {
      const strategy = getStrategy(named);
      const wanted = ids ?? list({ resolved: false, table }).map(({ _id }) => _id);
      if (wanted.length > 1) await options.beforeBulk?.();
      const resolved: string[] = [];
      const failed: { id: string; reason: string }[] = [];
      const tables = new Set<string>();
      for (const id of wanted) {
        // Decided along with another one of its group.
        const isDecided = (findConflict(store.db, id)?.resolvedAt ?? null) !== null;
        if (ids === undefined && isDecided) {
          resolved.push(id);
          continue;
        }
        try {
          tables.add(resolveConflict(resolving(), id, { strategy, notes }));
          resolved.push(id);
        } catch (error) {
          if (!isSatchelError(error)) throw error;
          failed.push({ id, reason: error.message });
        }
      }
      onChange([...tables]);
      return { resolved, failed };
    },

    undo(id) {
      onChange([reopen(resolving(), id)]);
    },
  };
}

const keptWords: Readonly<Record<Strategy, string>> = {
  keep_remote: 'the server’s value',
  keep_local: 'this desk’s value',
  rename_local: 'another name for this desk’s record',
  merge: 'the values chosen',
};

/** @throws SatchelError STRATEGY_UNKNOWN */
function getStrategy(named: string): Strategy {
  const strategy = strategySchema.safeParse(named);
  if (strategy.success) return strategy.data;
  throw new SatchelError('STRATEGY_UNKNOWN', {
    strategy: named,
    strategies: strategySchema.options.join(', '),
  });
}

function suggestionFor(
  store: Store,
  table: TableManifest,
  record: ConflictRecord,
): string | undefined {
  const column = table.columns.find(({ name }) => name === record.field);
  if (!column || record.resolvedAt !== null) return undefined;
  return uniqueSuggestion(store, { table, column, value: record.mine, seed: record.id });
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
    suggestion: suggestionFor(store, table, record) ?? null,
    undoable: record.resolvedAt !== null && record.undo !== null,
    strategy: strategySchema.safeParse(record.strategy).data ?? null,
    resolvedBy: record.resolvedBy,
    resolvedAt: record.resolvedAt === null ? null : new Date(record.resolvedAt).toISOString(),
  };
}
