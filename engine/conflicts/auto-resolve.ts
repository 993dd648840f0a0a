import type {
  AutoItem,
  AutoResolveAnswer,
  AutoResolveRequest,
} from '../../shared/api/auto-resolve.ts';
import type { Conflict } from '../../shared/api/conflicts.ts';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { sayError } from '../../shared/said/say-error.ts';
import type { ConflictService, QuarantineService } from '../api/services.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { uniqueSuggestion } from '../records/unique-suggestion.ts';
import { findConflict } from '../store/conflict-store.ts';
import { recordMadeAt } from '../store/made-at.ts';
import type { Store } from '../store/open-store.ts';
import { listQuarantine, parkedRow, type QuarantineRecord } from '../store/quarantine-store.ts';
import { keyText } from '../store/row-key.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { type AutoCase, autoVerdict } from './auto-resolve-rules.ts';
import { recordTitle } from './record-title.ts';

export interface AutoResolving {
  readonly store: Store;
  readonly access: TableAccessMap;
  readonly now: () => number;
  readonly conflicts: Pick<ConflictService, 'list' | 'resolve'>;
  readonly quarantine: Pick<QuarantineService, 'edit'>;
  /** Makes a backup before more than one is decided; without it nothing is decided. */
  readonly beforeBulk: () => Promise<void>;
}

interface Planned {
  readonly item: AutoItem;
  readonly strategy: 'rename_local' | 'keep_remote';
  readonly value: string | null;
  readonly before: WireValue;
  readonly after: WireValue;
  readonly carryOut: () => void;
}

/** Decides what fixed rules allow, up to a limit, and says of everything else why it was left. */
export async function autoResolve(
  context: AutoResolving,
  { max, dryRun, ids }: AutoResolveRequest,
): Promise<AutoResolveAnswer> {
  const skipped: AutoItem[] = [];
  const planned: Planned[] = [];
  const plan = (one: Planned | AutoItem): void => {
    if (!('carryOut' in one)) skipped.push(one);
    else if (planned.length < max) planned.push(one);
    else skipped.push({ ...one.item, ...because(say('auto-enough', { most: max })) });
  };
  const isAsked = (id: string): boolean => ids?.includes(id) ?? true;
  for (const conflict of context.conflicts.list({ resolved: false })) {
    if (isAsked(conflict._id)) plan(planConflict(context, conflict));
  }
  for (const record of listQuarantine(context.store.db)) {
    if (record.reason !== 'unique') continue;
    const one = planQuarantined(context, record);
    if (isAsked('item' in one ? one.item.id : one.id)) plan(one);
  }
  const shown = ({ item, strategy, value, before, after }: Planned) => ({
    ...item,
    strategy,
    value,
    before,
    after,
  });
  if (dryRun) return { dryRun, resolved: planned.map(shown), skipped, failed: [] };
  if (planned.length > 1) await context.beforeBulk();
  const resolved: AutoResolveAnswer['resolved'] = [];
  const failed: AutoItem[] = [];
  for (const one of planned) {
    try {
      // Decided along with another field of its group.
      if ((findConflict(context.store.db, one.item.id)?.resolvedAt ?? null) === null)
        one.carryOut();
      resolved.push(shown(one));
    } catch (error) {
      if (!isSatchelError(error)) throw error;
      failed.push({ ...one.item, ...because(sayError(error)) });
    }
  }
  return { dryRun, resolved, skipped, failed };
}

function because(why: Said): Pick<AutoItem, 'reason' | 'said'> {
  return { reason: inEnglish(why), said: [why] };
}

function planConflict(context: AutoResolving, conflict: Conflict): Planned | AutoItem {
  const item = {
    id: conflict._id,
    quarantined: false,
    collection: conflict.collection,
    title: conflict.title,
    field: conflict.field,
    fieldLabel: conflict.fieldLabel,
  };
  const verdict = autoVerdict(caseOf(context, conflict));
  if (verdict.act === 'skip') return { ...item, ...because(verdict.why) };
  const renames = verdict.act === 'rename_local';
  return {
    item: { ...item, ...because(verdict.why) },
    strategy: verdict.act,
    value: renames ? conflict.suggestion : null,
    before: conflict.localValue,
    after: renames ? conflict.suggestion : conflict.remoteValue,
    carryOut: () => {
      context.conflicts.resolve(conflict._id, {
        strategy: verdict.act,
        notes: `auto-resolve: ${inEnglish(verdict.why)}`,
      });
    },
  };
}

function caseOf({ store, access, now }: AutoResolving, conflict: Conflict): AutoCase {
  const own = findConflict(store.db, conflict._id);
  const tableAccess = access.get(conflict.collection);
  return {
    kind: conflict.kind,
    here: conflict.here,
    createdAt: own ? recordMadeAt(store.db, { tbl: own.tbl, pk: own.pk }) : null,
    now: now(),
    hasCounterpart: own === undefined || tableAccess.isHeld(own.pk),
    suggestion: typeof conflict.suggestion === 'string' ? conflict.suggestion : null,
    editedAt: conflict.localAt === null ? null : Date.parse(conflict.localAt),
    skewMs: conflict.clockSkewMs,
    theirsAt: conflict.remoteAt === null ? null : Date.parse(conflict.remoteAt),
  };
}

/** A record that cannot be without the value that was taken: it is set aside, not in conflict. */
function planQuarantined(context: AutoResolving, record: QuarantineRecord): Planned | AutoItem {
  const { store, access, now } = context;
  const tableAccess = access.get(store.tableById(record.tbl).name);
  const { table } = tableAccess;
  const key = keyText(table, tableAccess.keyOfPk(record.pk));
  const row = parkedRow(record) ?? tableAccess.read(record.pk);
  const [name, another] = record.columns;
  const index = table.columns.findIndex((one) => one.name === name);
  const column = another === undefined ? table.columns[index] : undefined;
  const item = {
    id: `${table.name}:${key}`,
    quarantined: true,
    collection: table.name,
    title: recordTitle(table, row, key),
    field: column?.name ?? null,
    fieldLabel: column?.label ?? null,
  };
  const suggestion =
    (column &&
      uniqueSuggestion(store, { table, column, value: row?.[index] ?? null, seed: item.id })) ??
    null;
  const verdict = autoVerdict({
    kind: 'unique',
    here: true,
    createdAt: recordMadeAt(store.db, record),
    now: now(),
    hasCounterpart: tableAccess.isHeld(record.pk),
    suggestion,
    editedAt: null,
    skewMs: null,
    theirsAt: null,
  });
  if (verdict.act !== 'rename_local' || !column) return { ...item, ...because(verdict.why) };
  return {
    item: { ...item, ...because(verdict.why) },
    strategy: 'rename_local',
    value: suggestion,
    before: row?.[index] ?? null,
    after: suggestion,
    carryOut: () => {
      context.quarantine.edit(item.id, { [column.name]: suggestion });
    },
  };
}
