import type { WireValue } from '../../shared/records/values.ts';
import type { ConflictRecord } from '../store/conflict-store.ts';
import type { Store } from '../store/open-store.ts';
import type { SharedConflict } from '../store/shared-conflict-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import type { FieldChoice } from './settle-choice.ts';

export interface Sharing {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: number;
}

/** What somebody decided of one field, and the two values that were shown then: it holds for these and no others. */
export interface FieldDecision {
  readonly side: FieldChoice;
  /** The value it comes to. */
  readonly value: WireValue;
  readonly mine: WireValue;
  readonly theirs: WireValue;
}

/** A decision's name: 'open', or when and by whom. */
export function decisionToken({
  resolvedAt,
  resolvedBy,
}: Pick<SharedConflict, 'resolvedAt' | 'resolvedBy'>): string {
  return resolvedAt === null ? 'open' : `${String(resolvedAt)} ${resolvedBy ?? ''}`;
}

/** The value of this desk as it is by now; a unique value that was taken away is in the conflict alone. */
export function mineNow(
  access: TableAccess,
  { pk, field, kind, mine }: Pick<ConflictRecord, 'pk' | 'field' | 'kind' | 'mine'>,
): WireValue {
  if (field === '' || kind === 'unique') return mine;
  const row = access.read(pk);
  const index = access.table.columns.findIndex(({ name }) => name === field);
  return row === null || index < 0 ? mine : (row[index] ?? null);
}

/** The server's value as this desk last heard of it. */
export function theirsNow(
  access: TableAccess,
  { pk, field, theirs }: Pick<ConflictRecord, 'pk' | 'field' | 'theirs'>,
): WireValue {
  const base = field === '' ? null : access.readBase(pk);
  const index = access.table.columns.findIndex(({ name }) => name === field);
  return base === null || index < 0 ? theirs : (base[index] ?? null);
}

export function parseDecision(choice: string | null): FieldDecision | undefined {
  return choice === null ? undefined : (JSON.parse(choice) as FieldDecision);
}
