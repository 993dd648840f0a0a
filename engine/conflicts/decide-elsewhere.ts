import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { sharedConflicts } from '../../shared/records/system-tables.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { noteConflictNews } from '../store/conflict-store.ts';
import { forgetDecision, rememberDecision } from '../store/decision-store.ts';
import { readDesk } from '../store/desk.ts';
import { findDirty } from '../store/dirty.ts';
import { groupEdits } from '../store/edit-groups.ts';
import {
  saveShared,
  type SharedConflict,
  type SharedDecision,
  sharedOfRecord,
  undecided,
} from '../store/shared-conflict-store.ts';
import { decisionToken, type FieldDecision } from './decision.ts';
import { groupOf } from './merge.ts';
import type { Resolving } from './resolve-conflict.ts';
import { type Choice, chosenSide } from './settle-choice.ts';

/**
 * Decides a conflict that another desk found: the decision is written into the row all desks share, and that desk
 * carries it out when it next syncs. All open ones of the same merge group, or that a merge names, are decided along.
 * Returns the table.
 * @throws SatchelError CONFLICT_RESOLVED, STRATEGY_UNKNOWN, VALUE_INVALID
 */
export function decideElsewhere(
  { store, by, at }: Resolving,
  shared: SharedConflict,
  choice: Choice & { notes?: string | undefined },
): string {
  if (shared.resolvedAt !== null) throw new SatchelError('CONFLICT_RESOLVED', { id: shared.id });
  const manifest = store.schema.tables.find(({ name }) => name === shared.table);
  const fields = new Set([
    ...(manifest ? groupOf(manifest, shared.field) : [shared.field]),
    ...(choice.strategy === 'merge' ? Object.keys(choice.choices ?? {}) : []),
  ]);
  const related = sharedOfRecord(store.db, shared).filter(
    (row) => row.resolvedAt === null && fields.has(row.field),
  );
  if (shared.kind === 'duplicate') checkPair(choice);
  else if (shared.field === '') checkWholeRecord(choice);
  else if (choice.strategy === 'keep_both') checkWholeRecord(choice);
  const { device, deviceName } = readDesk(store.db);
  const made: SharedDecision = {
    ...undecided,
    strategy: choice.strategy,
    notes: choice.notes ?? null,
    resolvedBy: by,
    resolvedDevice: deviceName,
    resolvedAt: at,
  };
  const decided = related.map((row): SharedConflict => {
    if (row.kind === 'duplicate') {
      return { ...row, ...made, choice: JSON.stringify({ choices: choice.choices ?? {} }) };
    }
    const column = manifest?.columns.find(({ name }) => name === row.field);
    if (!manifest || !column) return { ...row, ...made };
    const side = chosenSide(store, manifest, {
      open: row,
      choice,
      column,
      mine: row.mine,
      isChosen: row.id === shared.id,
    });
    return { ...row, ...made, choice: JSON.stringify(fieldDecision(row, side)) };
  });
  const tbl = store.tableId(sharedConflicts.name);
  store.write(() => {
    for (const row of decided) {
      saveShared(store.db, row);
      // Found here before the database was put back: there is no other desk to carry it out.
      if (row.device === device) noteConflictNews(store.db, row.id);
      rememberDecision(store.db, { id: row.id, what: 'resolve', token: decisionToken(row) });
    }
    groupEdits(
      store,
      decided.map(({ id }) => ({ tbl, pk: id })),
    );
  });
  return shared.table;
}

/**
 * Takes a decision about a conflict of another desk back. That desk opens it again when it next syncs, or says that the
 * record has moved on since. Returns the table.
 * @throws SatchelError CONFLICT_OPEN, CONFLICT_CHANGED
 */
export function reopenElsewhere({ store }: Resolving, shared: SharedConflict): string {
  if (shared.resolvedAt === null) throw new SatchelError('CONFLICT_OPEN', { id: shared.id });
  if (!canReopen(shared)) throw new SatchelError('CONFLICT_CHANGED', { id: shared.id });
  const tbl = store.tableId(sharedConflicts.name);
  const together = sharedOfRecord(store.db, shared).filter(
    (row) => decisionToken(row) === decisionToken(shared),
  );
  if (together.some(({ id }) => (findDirty(store.db, tbl, id)?.batch ?? null) !== null)) {
    throw new SatchelError('CONFLICT_CHANGED', { id: shared.id });
  }
  store.write(() => {
    for (const row of together) {
      const unsent = findDirty(store.db, tbl, row.id) !== undefined;
      saveShared(store.db, { ...row, ...undecided });
      if (unsent) forgetDecision(store.db, row.id);
      else rememberDecision(store.db, { id: row.id, what: 'undo', token: decisionToken(row) });
    }
  });
  return shared.table;
}

/** As far as can be told from here. */
export function canReopen({ kind, strategy, field, settledAt }: SharedConflict): boolean {
  if (kind === 'duplicate' && strategy === 'merge') return settledAt === null;
  return strategy !== 'converged' && (field !== '' || settledAt === null);
}

function checkPair({ strategy }: Choice): void {
  if (strategy !== 'merge' && strategy !== 'keep_both') {
    throw new SatchelError('STRATEGY_UNKNOWN', { strategy, strategies: 'merge, keep_both' });
  }
}

function checkWholeRecord({ strategy }: Choice): void {
  if (strategy !== 'keep_local' && strategy !== 'keep_remote') {
    throw new SatchelError('STRATEGY_UNKNOWN', { strategy, strategies: 'keep_local, keep_remote' });
  }
}

function fieldDecision(
  { mine, theirs }: SharedConflict,
  side: FieldDecision['side'],
): FieldDecision {
  const value: WireValue = side === 'local' ? mine : side === 'remote' ? theirs : side.value;
  return { side, value, mine, theirs };
}
