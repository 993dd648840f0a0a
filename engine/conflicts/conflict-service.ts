import { type Strategy, strategySchema } from '../../shared/api/conflicts.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import { findTable } from '../../shared/records/manifest.ts';
import type { Said } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import type { ConflictService, QuarantineService } from '../api/services.ts';
import { findConflict, listConflicts } from '../store/conflict-store.ts';
import { forgetDecision, listOutcomes } from '../store/decision-store.ts';
import { readDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import {
  findShared,
  listShared,
  type SharedConflict,
  sharesConflicts,
} from '../store/shared-conflict-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { autoResolve } from './auto-resolve.ts';
import { viewOfElsewhere, viewOfOwn } from './conflict-view.ts';
import { decideElsewhere, reopenElsewhere } from './decide-elsewhere.ts';
import { reopen, resolveConflict, type Resolving } from './resolve-conflict.ts';
import type { Choice } from './settle-choice.ts';
import { shareConflicts } from './share-conflicts.ts';

export interface ConflictServiceOptions {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: () => number;
  /** Who is at the desk. */
  readonly actor: () => string;
  readonly onChange: (tables: readonly string[]) => void;
  /** Makes a backup before more than one conflict is decided at once; without it nothing is decided. */
  readonly beforeBulk?: () => Promise<void>;
  readonly quarantine: Pick<QuarantineService, 'edit'>;
}

/** What waits for a person, and what a person decides, wherever in the clinic it was found. */
export function createConflictService(options: ConflictServiceOptions): ConflictService {
  const { store, access, now, onChange, actor } = options;
  const resolving = (): Resolving => ({ store, access, by: actor(), at: now() });
  /** What is decided stays decided where it cannot be told by now (a full disk): it is news until the next cycle. */
  const told = (): void => {
    try {
      shareConflicts({ store, access, now: now() });
    } catch (error) {
      if (!isSatchelError(error)) throw error;
    }
  };
  /** One of another desk; undefined for this desk's own, and for one that nobody knows. */
  const findElsewhere = (id: string): SharedConflict | undefined =>
    sharesConflicts(store) && !findConflict(store.db, id) ? findShared(store.db, id) : undefined;

  const list: ConflictService['list'] = ({ resolved, table }) => {
    const tbl = table === undefined ? undefined : tableNumber(store, table);
    const viewing = {
      store,
      access,
      desk: readDesk(store.db),
      outcomes: listOutcomes(store.db),
    };
    const shared = sharesConflicts(store) ? listShared(store.db, { table }) : [];
    const byId = new Map(shared.map((row) => [row.id, row]));
    const own = listConflicts(store.db, { tbl });
    const ids = new Set(own.map(({ id }) => id));
    return [
      ...own.map((record) => viewOfOwn(viewing, record, byId.get(record.id))),
      ...shared.flatMap((row) => (ids.has(row.id) ? [] : (viewOfElsewhere(viewing, row) ?? []))),
    ]
      .filter((conflict) => resolved === undefined || conflict.resolved === resolved)
      .sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  };

  const decide = (id: string, choice: Choice & { notes?: string | undefined }): Decided => {
    const context = resolving();
    const elsewhere = findElsewhere(id);
    if (elsewhere) {
      return { ...context, table: decideElsewhere(context, elsewhere, choice), elsewhere };
    }
    const table = resolveConflict(context, id, choice);
    forgetDecision(store.db, id);
    return { ...context, table, elsewhere };
  };

  const resolve: ConflictService['resolve'] = (id, choice) => {
    const strategy = getStrategy(choice.strategy);
    const decided = decide(id, {
      strategy,
      newValue: choice.newValue,
      choices: choice.choices,
      notes: choice.notes,
    });
    told();
    onChange([decided.table]);
    return {
      message: messageOf(strategy, decided.elsewhere),
      resolvedBy: decided.by,
      resolvedAt: decided.at,
    };
  };

  return {
    list,
    resolve,

    autoResolve: (request) =>
      autoResolve(
        {
          store,
          access,
          now,
          conflicts: { list, resolve },
          quarantine: options.quarantine,
          beforeBulk: async () => options.beforeBulk?.(),
        },
        request,
      ),

    async resolveMany({ ids, table, strategy: named, notes }) {
      const strategy = getStrategy(named);
      const wanted = ids ?? list({ resolved: false, table }).map(({ _id }) => _id);
      if (wanted.length > 1) await options.beforeBulk?.();
      const resolved: string[] = [];
      const failed: { id: string; reason: string; said: Said[] }[] = [];
      const tables = new Set<string>();
      for (const id of wanted) {
        // Decided along with another one of its group.
        const known = findConflict(store.db, id) ?? findElsewhere(id);
        if (ids === undefined && (known?.resolvedAt ?? null) !== null) {
          resolved.push(id);
          continue;
        }
        try {
          tables.add(decide(id, { strategy, notes }).table);
          resolved.push(id);
        } catch (error) {
          if (!isSatchelError(error)) throw error;
          failed.push({ id, reason: error.message, said: [sayError(error)] });
        }
      }
      told();
      onChange([...tables]);
      return { resolved, failed };
    },

    undo(id) {
      const elsewhere = findElsewhere(id);
      const table = elsewhere ? reopenElsewhere(resolving(), elsewhere) : reopen(resolving(), id);
      told();
      onChange([table]);
    },
  };
}

interface Decided extends Resolving {
  readonly table: string;
  readonly elsewhere: SharedConflict | undefined;
}

const keptWords: Readonly<Record<Strategy, string>> = {
  keep_remote: 'the server’s value',
  keep_local: 'this desk’s value',
  rename_local: 'another name for this desk’s record',
  merge: 'the values chosen',
  keep_both: 'both records',
};

function messageOf(strategy: Strategy, elsewhere: SharedConflict | undefined): string {
  const kept = elsewhere
    ? keptWords[strategy].replace('this desk’s', `${elsewhere.deviceName}’s`)
    : keptWords[strategy];
  return elsewhere
    ? `Resolved with ${kept}. ${elsewhere.deviceName}, where it was found, carries it out once both desks have synced.`
    : `Resolved with ${kept}. Sync next, so that the other desks have it too.`;
}

/** @throws SatchelError STRATEGY_UNKNOWN */
function getStrategy(named: string): Strategy {
  const strategy = strategySchema.safeParse(named);
  if (strategy.success) return strategy.data;
  throw new SatchelError('STRATEGY_UNKNOWN', {
    strategy: named,
    strategies: strategySchema.options.join(', '),
  });
}

/** @throws SatchelError TABLE_UNKNOWN */
function tableNumber(store: Store, name: string): number {
  const table = findTable(store.schema, name);
  if (table && !table.system) return store.tableId(name);
  throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: '' });
}
