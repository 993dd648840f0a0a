import type { Strategy } from '../../shared/api/conflicts.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireValue } from '../../shared/records/values.ts';
import {
  closeConflict,
  type ConflictRecord,
  findConflict,
  openConflictsOf,
  reopenConflict,
} from '../store/conflict-store.ts';
import { readDesk } from '../store/desk.ts';
import { applyRemote } from '../store/gate.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { type FieldDecision, mineNow, theirsNow } from './decision.ts';
import { groupOf } from './merge.ts';
import { joinRecords } from './join-records.ts';
import { refusingTaken } from './refuse-taken.ts';
import { type Choice, settleFields, settleRow } from './settle-choice.ts';
import { standingOf, undoNote, undoResolution } from './undo-resolution.ts';

export interface Resolving {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly by: string;
  readonly at: number;
  /** The name of the desk where it was decided; this one where none is given. */
  readonly device?: string | null;
}

/**
 * Carries a decision out, with all open conflicts of the same merge group, or that a merge names. Returns the table.
 * @throws SatchelError CONFLICT_NOT_FOUND, CONFLICT_RESOLVED, STRATEGY_UNKNOWN, VALUE_INVALID, RECORD_EXISTS
 */
export function resolveConflict(
  { store, access, by, at, device }: Resolving,
  id: string,
  choice: Choice & { notes?: string | undefined; recorded?: Strategy },
): string {
  const conflict = getConflict(store, id);
  if (conflict.resolvedAt !== null) throw new SatchelError('CONFLICT_RESOLVED', { id });
  const table = store.tableById(conflict.tbl);
  const { tbl, pk } = conflict;
  if (conflict.kind === 'duplicate') {
    refusingTaken(table.name, () => {
      settlePair({ store, access, by, at, device: device ?? null }, conflict, choice);
    });
    return table.name;
  }
  if (choice.strategy === 'keep_both') throw unfit(choice.strategy, 'keep_local, keep_remote');
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
      const seen = new Map(
        related.map((open) => [
          open.id,
          { mine: mineNow(tableAccess, open), theirs: theirsNow(tableAccess, open) },
        ]),
      );
      if (conflict.field === '') settleRow(store, tableAccess, { conflict, strategy, by, at });
      else settleFields(store, tableAccess, { conflict, related, choice, by, at });
      const after = standingOf(store, tableAccess, pk);
      const undo = undoNote({ before, after });
      for (const open of related) {
        const index = table.columns.findIndex(({ name }) => name === open.field);
        const here = index < 0 || open.kind === 'unique' ? null : before.row;
        closeConflict(store.db, open.id, {
          strategy: choice.recorded ?? strategy,
          notes: choice.notes ?? null,
          by,
          at,
          mine: here === null ? open.mine : (here[index] ?? null),
          undo,
          device: device ?? readDesk(store.db).deviceName,
          choice: index < 0 ? null : decisionOf(after.row?.[index] ?? null, seen.get(open.id)),
        });
      }
    }),
  );
  return table.name;
}

/** Two records that look like one: either they are, and become one, or they are said to be two. */
function settlePair(
  context: Resolving,
  conflict: ConflictRecord,
  choice: Choice & { notes?: string | undefined },
): void {
  const { store, by, at, device } = context;
  const { strategy } = choice;
  if (strategy !== 'merge' && strategy !== 'keep_both') throw unfit(strategy, 'merge, keep_both');
  store.db.transaction(() => {
    if (strategy === 'merge') joinRecords(context, conflict, choice.choices ?? {});
    closeConflict(store.db, conflict.id, {
      strategy,
      notes: choice.notes ?? null,
      by,
      at,
      mine: conflict.mine,
      undo: strategy === 'keep_both' ? '' : null,
      device: device ?? readDesk(store.db).deviceName,
      choice: JSON.stringify({ choices: choice.choices ?? {} }),
    });
  });
}

function unfit(strategy: string, strategies: string): SatchelError {
  return new SatchelError('STRATEGY_UNKNOWN', { strategy, strategies });
}

function decisionOf(
  value: WireValue,
  seen: { mine: WireValue; theirs: WireValue } | undefined,
): string | null {
  if (!seen) return null;
  const side = value === seen.mine ? 'local' : value === seen.theirs ? 'remote' : { value };
  return JSON.stringify({ side, value, ...seen } satisfies FieldDecision);
}

/** Opens a decided conflict again. Returns the table. @throws SatchelError CONFLICT_NOT_FOUND, CONFLICT_CHANGED */
export function reopen({ store, access }: Resolving, id: string): string {
  const conflict = getConflict(store, id);
  if (conflict.resolvedAt === null) throw new SatchelError('CONFLICT_OPEN', { id });
  const { name } = store.tableById(conflict.tbl);
  if (conflict.kind === 'duplicate') {
    if (conflict.undo === null) throw new SatchelError('CONFLICT_CHANGED', { id });
    store.db.transaction(() => {
      reopenConflict(store.db, id, conflict.theirs);
    });
    return name;
  }
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
