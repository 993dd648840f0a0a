import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { strategySchema } from '../../shared/api/conflicts.ts';
import {
  closeConflict,
  type ConflictRecord,
  findConflict,
  noteShared,
} from '../store/conflict-store.ts';
import { noteOutcome } from '../store/decision-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { type SharedConflict, sharedOfRecord } from '../store/shared-conflict-store.ts';
import { decisionToken, mineNow, parseDecision, type Sharing, theirsNow } from './decision.ts';
import { groupOf } from './merge.ts';
import { reopen, resolveConflict } from './resolve-conflict.ts';
import type { FieldChoice } from './settle-choice.ts';

/**
 * Carries out here what somebody decided elsewhere. `refused` where it cannot be, or no longer is about the values
 * that were decided about: then the conflict is open again. Where another decision was made here first by the clock
 * but later at the server, it is taken back, as far as the record has not moved on since.
 */
export function adoptDecision(
  context: Sharing,
  { local, shared }: { local: ConflictRecord; shared: SharedConflict },
): 'adopted' | 'refused' {
  const { store } = context;
  if (local.resolvedAt !== null) {
    noteOutcome(store.db, { id: local.id, outcome: 'overtaken' });
    if (tryTo(() => reopen(resolving(context, shared), local.id))) return 'adopted';
    takeOver(context, { local, shared });
    return 'adopted';
  }
  if (local.kind === 'duplicate') {
    const { choices = {} } = JSON.parse(shared.choice ?? '{}') as {
      choices?: Record<string, FieldChoice>;
    };
    const strategy = shared.strategy === 'merge' ? 'merge' : 'keep_both';
    const notes = shared.notes ?? undefined;
    return tryTo(() =>
      resolveConflict(resolving(context, shared), local.id, { strategy, choices, notes }),
    )
      ? 'adopted'
      : 'refused';
  }
  const access = context.access.get(shared.table);
  const siblings = sharedOfRecord(store.db, shared).filter(
    (row) =>
      decisionToken(row) === decisionToken(shared) &&
      groupOf(access.table, shared.field).includes(row.field),
  );
  const choices: Record<string, FieldChoice> = {};
  for (const row of shared.field === '' ? [] : siblings) {
    const decision = parseDecision(row.choice);
    const here = findConflict(store.db, row.id);
    if (!decision || !here) return 'refused';
    const moved =
      decision.mine !== mineNow(access, here) ||
      (decision.side !== 'remote' && decision.theirs !== theirsNow(access, here));
    if (moved) return 'refused';
    choices[row.field] = decision.side;
  }
  if (shared.field !== '' && !isUndecidedAsThere(access, { local, field: shared.field, choices })) {
    return 'refused';
  }
  const strategy = strategySchema.safeParse(shared.strategy).data ?? 'keep_remote';
  const choice =
    shared.field === ''
      ? { strategy }
      : { strategy: 'merge' as const, choices, recorded: strategy };
  const done = tryTo(() =>
    resolveConflict(resolving(context, shared), local.id, {
      ...choice,
      notes: shared.notes ?? undefined,
    }),
  );
  return done ? 'adopted' : 'refused';
}

/**
 * Whether the other columns of the field's merge group are as the server has them, as they were when the conflict was found:
 * edited since, they would make a value with what was decided that nobody has entered.
 */
function isUndecidedAsThere(
  access: TableAccess,
  {
    local,
    field,
    choices,
  }: { local: ConflictRecord; field: string; choices: Readonly<Record<string, FieldChoice>> },
): boolean {
  const [mine, base] = [access.read(local.pk), access.readBase(local.pk)];
  return access.table.columns.every(({ name }, index) => {
    const isOther = groupOf(access.table, field).includes(name) && !(name in choices);
    return !isOther || mine === null || base === null || mine[index] === base[index];
  });
}

/** Opens here what somebody elsewhere has opened again. False where the record has moved on: the decision stands. */
export function adoptUndo(context: Sharing, local: ConflictRecord): boolean {
  const token = 'open';
  const done = tryTo(() => reopen(resolving(context, undefined), local.id));
  if (done) noteShared(context.store.db, local.id, token);
  return done;
}

/** The record has moved on since it was decided here: it stays as it is, and the first decision is the one on record. */
function takeOver(
  { store }: Sharing,
  { local, shared }: { local: ConflictRecord; shared: SharedConflict },
): void {
  store.db.transaction(() => {
    closeConflict(store.db, local.id, {
      strategy: shared.strategy ?? 'keep_remote',
      notes: shared.notes,
      by: shared.resolvedBy ?? '',
      at: shared.resolvedAt ?? 0,
      mine: local.mine,
      choice: shared.choice,
      device: shared.resolvedDevice,
    });
  });
}

function resolving({ store, access, now }: Sharing, shared: SharedConflict | undefined) {
  return {
    store,
    access,
    by: shared?.resolvedBy ?? '',
    at: shared?.resolvedAt ?? now,
    device: shared?.resolvedDevice ?? null,
  };
}

export function tryTo(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (isSatchelError(error)) return false;
    throw error;
  }
}
