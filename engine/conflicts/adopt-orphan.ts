import { findTable } from '../../shared/records/manifest.ts';
import { valueProblem, type WireRow } from '../../shared/records/values.ts';
import { readDesk } from '../store/desk.ts';
import { updateRow } from '../store/record-edits.ts';
import { parseKeyText, rowKeyValues } from '../store/row-key.ts';
import {
  type SharedConflict,
  type SharedDecision,
  sharedOfRecord,
} from '../store/shared-conflict-store.ts';
import type { TableAccess } from '../store/table-access.ts';
import { toSql } from '../store/values.ts';
import { tryTo } from './adopt-decision.ts';
import { decisionToken, type FieldDecision, parseDecision, type Sharing } from './decision.ts';
import { groupOf } from './merge.ts';

/**
 * A decision about a conflict this desk no longer knows: its database was put back to an earlier state. The values
 * chosen are entered as an edit, where the record is still here and holds what was decided about; where it has moved on it
 * stays as it is, and that is the decision on record.
 */
export function adoptOrphan(context: Sharing, shared: SharedConflict): Partial<SharedDecision> {
  const { store, now } = context;
  const settled = { settledAt: now };
  const table = findTable(store.schema, shared.table);
  const key = table && parseKeyText(table, shared.key);
  const index = table?.columns.findIndex(({ name }) => name === shared.field) ?? -1;
  if (!table || !key || index < 0) return settled;
  const access = context.access.get(table.name);
  const pk = access.pkOfKey(key);
  const row = access.read(pk);
  const chosen = decidedTogether(context, access, shared);
  const isKept = chosen.some(({ decision }) => decision.side !== 'remote');
  if (row === null || !isKept || chosen.every((one) => row[one.index] === one.decision.value)) {
    return settled;
  }
  if (!isAsDecided(access, { shared, chosen, row })) {
    const value = row[index] ?? null;
    const decision = { ...parseDecision(shared.choice), side: { value }, value };
    return {
      ...settled,
      strategy: 'keep_remote',
      choice: JSON.stringify(decision),
      notes: null,
      resolvedBy: 'sync',
      resolvedDevice: readDesk(store.db).deviceName,
      resolvedAt: now,
    };
  }
  const values = chosen.flatMap(({ index: at, decision: { value } }) => {
    const column = table.columns[at];
    const fits = column && valueProblem(column, value) === undefined;
    return fits ? [[column.name, toSql(column.type, value)] as const] : [];
  });
  if (values.length < chosen.length) return settled;
  const target = { table, key: rowKeyValues(table, pk) };
  tryTo(() => store.write(() => updateRow(store.db, target, values)));
  return settled;
}

interface Chosen {
  /** Of the column. */
  readonly index: number;
  readonly decision: FieldDecision;
}

/** What was decided at once of the field and the others of its merge group. */
function decidedTogether(
  { store }: Sharing,
  { table }: TableAccess,
  shared: SharedConflict,
): Chosen[] {
  const group = groupOf(table, shared.field);
  return sharedOfRecord(store.db, shared).flatMap((row) => {
    const decision = parseDecision(row.choice);
    const index = table.columns.findIndex(({ name }) => name === row.field);
    const isAlong = decisionToken(row) === decisionToken(shared) && group.includes(row.field);
    return decision && isAlong ? [{ index, decision }] : [];
  });
}

/** Each field holds one of the values it was decided between, and of its merge group the others are what they were then. */
function isAsDecided(
  access: TableAccess,
  { shared, chosen, row }: { shared: SharedConflict; chosen: readonly Chosen[]; row: WireRow },
): boolean {
  const isBetween = chosen.every(({ index, decision: { mine, theirs } }) =>
    [mine, theirs].includes(row[index] ?? null),
  );
  const others = groupOf(access.table, shared.field)
    .map((field) => access.table.columns.findIndex(({ name }) => name === field))
    .filter((index) => !chosen.some((one) => one.index === index));
  if (!isBetween || others.length === 0) return isBetween;
  const pk = access.pkOfRow(row);
  const [held, base] = [access.held(pk), access.readBase(pk)];
  const isSameImage = `${String(held?.epoch)}.${String(held?.version)}` === shared.theirsVersion;
  return isSameImage && others.every((index) => base === null || base[index] === row[index]);
}
