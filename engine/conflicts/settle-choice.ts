import type { Strategy } from '../../shared/api/conflicts.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { valueProblem, type WireValue } from '../../shared/records/values.ts';
import { type ConflictRecord, openConflictsOf } from '../store/conflict-store.ts';
import { decideDirty, findDirty } from '../store/dirty.ts';
import { markDirty } from '../store/offers.ts';
import { readParked, writeParked } from '../store/quarantine-store.ts';
import type { Store } from '../store/open-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { backAtBase } from './back-at-base.ts';
import { closeAgreed } from './close-agreed.ts';
import { sameRow } from './merge.ts';
import { uniqueSuggestion } from '../records/unique-suggestion.ts';

/** One field's side, or a value that somebody typed. */
export type FieldChoice = 'local' | 'remote' | { readonly value: WireValue };

export interface Choice {
  readonly strategy: Strategy;
  readonly newValue?: WireValue | undefined;
  /** With `merge`: by field, for every field that is decided along. */
  readonly choices?: Readonly<Record<string, FieldChoice>> | undefined;
}

interface Decision {
  readonly conflict: ConflictRecord;
  readonly by: string;
  readonly at: number;
}

/** A whole row: deleted on one side, edited on the other, or deleted here while still referenced. */
export function settleRow(
  store: Store,
  access: TableAccess,
  { conflict, strategy, by, at }: Decision & { strategy: Strategy },
): void {
  const { pk, tbl } = conflict;
  if (strategy !== 'keep_local' && strategy !== 'keep_remote') {
    throw new SatchelError('STRATEGY_UNKNOWN', { strategy, strategies: 'keep_local, keep_remote' });
  }
  if (conflict.kind === 'parent-deleted') {
    if (strategy === 'keep_remote') return;
    // To delete it after all: the server refuses while records reference it, and says so.
    const row = access.read(pk);
    if (row === null) return;
    access.remove(pk);
    // Edited since it came back: the edit goes with it, and its base is still what the server has.
    if (findDirty(store.db, tbl, pk)) {
      decideDirty(store.db, { tbl, pk }, { op: 'delete', held: null });
      return;
    }
    access.writeBase(row);
    markDirty(store.db, { tbl, pk, op: 'delete', actor: by }, at);
    return;
  }
  if (strategy === 'keep_local') {
    const dirty = findDirty(store.db, tbl, pk);
    // A record that had to leave its table meanwhile stays in the quarantine, which keeps it.
    const parked = dirty?.held === 'parked';
    if (dirty && !parked) decideDirty(store.db, { tbl, pk }, { op: dirty.op, held: null });
    return;
  }
  const theirs = access.readBase(pk);
  // A restored server has lost the deletion that was decided for: it is sent again.
  if (conflict.kind === 'edit-delete' && theirs !== null) {
    access.remove(pk);
    decideDirty(store.db, { tbl, pk }, { op: 'delete', held: null });
    return;
  }
  if (theirs === null) access.remove(pk);
  else access.write(theirs);
  backAtBase(store, access, { pk, held: null });
}

export function settleFields(
  store: Store,
  access: TableAccess,
  {
    conflict,
    related,
    choice,
    by,
    at,
  }: Decision & { related: readonly ConflictRecord[]; choice: Choice },
): void {
  const { pk, tbl } = conflict;
  // A record that had to leave its table stays aside: what is decided of it goes into the image that is kept there.
  const parked = readParked(store.db, conflict);
  const mine = parked ?? access.read(pk);
  const base = access.readBase(pk);
  const decided = new Set(related.map(({ id }) => id));
  const stillOpen = (): 'conflict' | null =>
    openConflictsOf(store.db, tbl, pk).some(({ id }) => !decided.has(id)) ? 'conflict' : null;
  if (mine === null) {
    // The record was deleted here meanwhile: with nothing left to decide, the deletion goes its way.
    const deletion = findDirty(store.db, tbl, pk);
    if (deletion) decideDirty(store.db, { tbl, pk }, { op: deletion.op, held: stillOpen() });
    return;
  }
  const row = [...mine];
  for (const open of related) {
    const index = access.table.columns.findIndex(({ name }) => name === open.field);
    const column = access.table.columns[index];
    if (!column) continue;
    const sides = {
      mine: mine[index] ?? null,
      theirs: base === null ? open.theirs : (base[index] ?? null),
    };
    const isChosen = open.id === conflict.id;
    const side = chosenSide(store, access.table, {
      open,
      choice,
      column,
      mine: sides.mine,
      isChosen,
    });
    row[index] = side === 'remote' ? sides.theirs : side === 'local' ? sides.mine : side.value;
  }
  if (parked) {
    writeParked(store.db, conflict, row);
    return;
  }
  access.write(row);
  // Edits may have brought other fields of it to what the server has: no decision is left to be made about those.
  closeAgreed(store, access, { pk, at });
  // What is on its way may have changed the server's record before anybody knows: until the answer nothing is as it was.
  if (base !== null && sameRow(row, base)) {
    backAtBase(store, access, { pk, held: stillOpen() });
    return;
  }
  const dirty = findDirty(store.db, tbl, pk);
  if (dirty) {
    decideDirty(store.db, { tbl, pk }, { op: dirty.op, held: stillOpen() });
  } else {
    access.writeBase(mine);
    markDirty(store.db, { tbl, pk, op: 'update', actor: by }, at);
  }
}

interface Field {
  readonly open: Pick<ConflictRecord, 'id' | 'field' | 'kind' | 'mine'>;
  readonly choice: Choice;
  readonly column: ColumnManifest;
  /** The value of the desk that found the conflict, as it is now. */
  readonly mine: WireValue;
  /** False for the fields that are decided along with it. */
  readonly isChosen: boolean;
}

/**
 * Which side, or which value, a choice comes to for one field.
 * @throws SatchelError VALUE_INVALID
 */
export function chosenSide(store: Store, table: TableManifest, field: Field): FieldChoice {
  const { open, choice, column, mine, isChosen } = field;
  const refuse = (problem: Said): never => {
    throw new SatchelError('VALUE_INVALID', { table: table.name, column: open.field, problem });
  };
  const typed = (value: WireValue): FieldChoice => {
    const problem = valueProblem(column, value);
    return problem ? refuse(sayProblem(problem, column)) : { value };
  };
  // A unique value that the server gave to another record cannot simply be kept: the row holds a substitute.
  const local = (): FieldChoice => (open.kind === 'unique' ? refuse(say('value-taken')) : 'local');
  const named = choice.choices?.[open.field];
  if (choice.strategy === 'merge' && named !== undefined) {
    if (named === 'remote') return 'remote';
    return named === 'local' ? local() : typed(named.value);
  }
  if (choice.strategy === 'keep_remote') return 'remote';
  if (choice.newValue !== undefined && isChosen) return typed(choice.newValue);
  if (choice.strategy === 'merge') {
    if (choice.choices === undefined && isChosen) return refuse(say('value-unchosen'));
    return local();
  }
  if (choice.strategy === 'rename_local' && isChosen) {
    const wanted = open.kind === 'unique' ? open.mine : mine;
    const value = uniqueSuggestion(store, { table, column, value: wanted, seed: open.id });
    return value === undefined ? refuse(say('value-no-name')) : { value };
  }
  return local();
}
