import { type Conflict, strategySchema } from '../../shared/api/conflicts.ts';
import type { ColumnManifest, TableManifest } from '../../shared/records/manifest.ts';
import { findTable } from '../../shared/records/manifest.ts';
import { uniqueSuggestion } from '../records/unique-suggestion.ts';
import type { ConflictRecord } from '../store/conflict-store.ts';
import type { DecisionOutcome } from '../store/decision-store.ts';
import type { Desk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import { keyText } from '../store/row-key.ts';
import type { SharedConflict } from '../store/shared-conflict-store.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { canReopen } from './decide-elsewhere.ts';
import { mineNow } from './decision.ts';
import { recommend } from './recommend.ts';
import { recordTitle } from './record-title.ts';

export interface Viewing {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly desk: Desk;
  readonly outcomes: ReadonlyMap<string, DecisionOutcome>;
}

/** A conflict that was found at this desk. */
export function viewOfOwn(
  viewing: Viewing,
  record: ConflictRecord,
  shared: SharedConflict | undefined,
): Conflict {
  const { store, desk } = viewing;
  const table = store.tableById(record.tbl);
  const access = viewing.access.get(table.name);
  const key = keyText(table, access.keyOfPk(record.pk));
  const mine = record.resolvedAt === null ? mineNow(access, record) : record.mine;
  return {
    ...common(viewing, { ...record, mine }, table),
    localId: key,
    remoteId: record.kind === 'duplicate' ? String(record.theirs) : key,
    title: recordTitle(table, access.read(record.pk) ?? access.readBase(record.pk), key),
    localDevice: desk.deviceName,
    clockSkewMs: shared?.skewMs ?? desk.skewMs,
    here: true,
    settled: record.resolvedAt !== null,
    undoable: record.resolvedAt !== null && record.undo !== null,
  };
}

/** One of another desk, as that desk has described it. */
export function viewOfElsewhere(viewing: Viewing, shared: SharedConflict): Conflict | undefined {
  const table = findTable(viewing.store.schema, shared.table);
  if (!table) return undefined;
  return {
    ...common(viewing, { ...shared, foundAt: shared.foundAt ?? 0 }, table),
    localId: shared.key,
    remoteId: shared.kind === 'duplicate' ? String(shared.theirs) : shared.key,
    title: shared.title ?? `${table.singular} ${shared.key}`,
    localDevice: shared.deviceName,
    clockSkewMs: shared.skewMs,
    here: false,
    settled: shared.settledAt !== null,
    undoable: shared.resolvedAt !== null && canReopen(shared),
  };
}

type Described = Pick<
  ConflictRecord,
  | 'id'
  | 'field'
  | 'kind'
  | 'base'
  | 'mine'
  | 'theirs'
  | 'theirsActor'
  | 'theirsDevice'
  | 'theirsAt'
  | 'actor'
  | 'editedAt'
  | 'foundAt'
  | 'strategy'
  | 'notes'
  | 'resolvedBy'
  | 'resolvedDevice'
  | 'resolvedAt'
>;

function common({ store, outcomes }: Viewing, of: Described, table: TableManifest) {
  const column = table.columns.find(({ name }) => name === of.field);
  return {
    _id: of.id,
    collection: table.name,
    field: of.field === '' || of.kind === 'duplicate' ? null : of.field,
    baseValue: of.base,
    localValue: of.mine,
    remoteValue: of.theirs,
    timestamp: iso(of.foundAt),
    resolved: of.resolvedAt !== null,
    notes: of.notes,
    kind: of.kind,
    fieldLabel: column?.label ?? null,
    localActor: of.actor,
    localAt: isoOrNull(of.editedAt),
    remoteActor: of.theirsActor,
    remoteDevice: of.theirsDevice,
    remoteAt: isoOrNull(of.theirsAt),
    recommendation: recommend(of, column),
    suggestion: suggestionFor(store, { table, column, of }) ?? null,
    strategy: strategySchema.safeParse(of.strategy).data ?? null,
    resolvedBy: of.resolvedBy,
    resolvedDevice: of.resolvedDevice,
    resolvedAt: isoOrNull(of.resolvedAt),
    outcome: outcomes.get(of.id) ?? null,
  };
}

function suggestionFor(
  store: Store,
  {
    table,
    column,
    of,
  }: { table: TableManifest; column: ColumnManifest | undefined; of: Described },
): string | undefined {
  if (!column || of.resolvedAt !== null) return undefined;
  return uniqueSuggestion(store, { table, column, value: of.mine, seed: of.id });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
