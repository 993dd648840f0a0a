import { SatchelError } from '../../shared/errors/satchel-error.ts';
import {
  closeConflict,
  type ConflictRecord,
  findConflict,
  openConflictsOf,
} from '../store/conflict-store.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { groupOf } from './merge.ts';
import { refusingTaken } from './refuse-taken.ts';
import { type Choice, settleFields, settleRow } from './settle-choice.ts';
import { standingOf, undoNote, undoResolution } from './undo-resolution.ts';

export interface Resolving {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly by: string;
  readonly at: number;
}

/**
 * Carries a decision out, with all open conflicts of the same merge group, or that a merge names. Returns the table.
 * @throws SatchelError CONFLICT_NOT_FOUND, CONFLICT_RESOLVED, STRATEGY_UNKNOWN, VALUE_INVALID, RECORD_EXISTS
 */
export function resolveConflict(
  { store, access, by, at }: Resolving,
  id: string,
  choice: Choice & { notes?: string | undefined },
): string {
  const conflict = getConflict(store, id);
  if (conflict.resolvedAt !== null) throw new SatchelError('CONFLICT_RESOLVED', { id });
  const table = store.tableById(conflict.tbl);
  const { tbl, pk } = conflict;
  refusingTaken(table.name, () =>
    applyRemote(store, () => {
      const tableAccess = access.get(table.name);
      const fields = new Set([
        ...groupOf(table, conflict.field),
        ...(choice.strategy === 'merge' ? Object.keys(choice.choices ?? {}) : []),
      ]);
      const related = openConflictsOf(store.db, tbl, pk).filter(
        (open) => open.id === id || fields.has(open.field),
      );
      const before = standingOf(store, tableAccess, pk);
      const { strategy } = choice;
      if (conflict.field === '') settleRow(store, tableAccess, { conflict, strategy, by, at });
      else settleFields(store, tableAccess, { conflict, related, choice, by, at });
      const undo = undoNote({ before, after: standingOf(store, tableAccess, pk) });
      for (const open of related) {
        const index = table.columns.findIndex(({ name }) => name === open.field);
        const here = index < 0 || open.kind === 'unique' ? null : before.row;
        closeConflict(store.db, open.id, {
          strategy,
          notes: choice.notes ?? null,
          by,
          at,
          mine: here === null ? open.mine : (here[index] ?? null),
          undo,
        });
      }
    }),
  );
  return table.name;
}

/** Opens a decided conflict again. Returns the table. @throws SatchelError CONFLICT_NOT_FOUND, CONFLICT_CHANGED */
export function reopen({ store, access }: Resolving, id: string): string {
  const conflict = getConflict(store, id);
  if (conflict.resolvedAt === null) throw new SatchelError('CONFLICT_OPEN', { id });
  const { name } = store.tableById(conflict.tbl);
  refusingTaken(name, () =>
    applyRemote(store, () => {
      undoResolution(store, access.get(name), conflict);
    }),
  );
  return name;
}

function getConflict(store: Store, id: string): ConflictRecord {
  const conflict = findConflict(store.db, id);
  if (!conflict) throw new SatchelError('CONFLICT_NOT_FOUND', { id });
  return conflict;
}
