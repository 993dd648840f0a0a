import type { Conflict } from '../../../shared/api/conflicts.ts';

/** What the list is narrowed to; empty shows everything. */
export interface ConflictFilter {
  readonly table: string;
  readonly kind: string;
  /** A person or a desk. */
  readonly who: string;
}

export const everyConflict: ConflictFilter = { table: '', kind: '', who: '' };

export function matchesConflict(conflict: Conflict, { table, kind, who }: ConflictFilter): boolean {
  return (
    (table === '' || conflict.collection === table) &&
    (kind === '' || conflict.kind === kind) &&
    (who === '' || namesOf(conflict).includes(who))
  );
}

/** What there is to choose from: only what occurs, so that no choice leads to an empty list. */
export function filterChoices(conflicts: readonly Conflict[]): {
  readonly tables: string[];
  readonly kinds: Conflict['kind'][];
  readonly names: string[];
} {
  return {
    tables: [...new Set(conflicts.map(({ collection }) => collection))].sort(),
    kinds: [...new Set(conflicts.map(({ kind }) => kind))],
    names: [...new Set(conflicts.flatMap(namesOf))].sort((a, b) => a.localeCompare(b)),
  };
}

function namesOf(conflict: Conflict): string[] {
  const { localActor, localDevice, remoteActor, resolvedBy } = conflict;
  return [localActor, localDevice, remoteActor, resolvedBy].filter((name) => name !== null);
}
