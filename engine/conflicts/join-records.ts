import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { aliases } from '../../shared/records/system-tables.ts';
import { sayProblem } from '../../shared/records/problem-words.ts';
import type { ColumnManifest } from '../../shared/records/manifest.ts';
import { valueProblem, type WireRow, type WireValue } from '../../shared/records/values.ts';
import { addAlias } from '../store/alias-store.ts';
import { closeConflict, type ConflictRecord, openConflictsOf } from '../store/conflict-store.ts';
import type { SqlValue } from '../store/database.ts';
import { dependantsOf } from '../store/dependants.ts';
import { findDirty, updateDirty } from '../store/dirty.ts';
import { groupEdits } from '../store/edit-groups.ts';
import { countEqual, deleteRow, updateRow } from '../store/record-edits.ts';
import { parseKeyText, rowKeyValues } from '../store/row-key.ts';
import type { TableAccess } from '../store/table-access.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { toSql } from '../store/values.ts';
import type { Store } from '../store/open-store.ts';
import type { FieldChoice } from './settle-choice.ts';

/**
 * Makes one record of two: what references the one added here is given to the other, which takes the chosen values; the
 * one added here goes and leaves an alias. All of it is one group, at the server whole or not at all [SYNC-4].
 * Without a choice a field keeps the other's value, or, where that is empty, this one's, unless it names a record that is not
 * here any more.
 * @throws SatchelError CONFLICT_CHANGED where one of the two is gone or something of them is being sent; VALUE_INVALID,
 * REFERENCE_MISSING
 */
export function joinRecords(
  {
    store,
    access: accessMap,
    by,
    at,
  }: { store: Store; access: TableAccessMap; by: string; at: number },
  conflict: ConflictRecord,
  choices: Readonly<Record<string, FieldChoice>>,
): void {
  const access = accessMap.get(store.tableById(conflict.tbl).name);
  const { table } = access;
  const changed = new SatchelError('CONFLICT_CHANGED', { id: conflict.id });
  const keptKey = String(conflict.theirs);
  const key = parseKeyText(table, keptKey);
  const [gonePk, keptPk] = [conflict.pk, key ? access.pkOfKey(key) : null];
  const [gone, kept] = [access.read(gonePk), keptPk === null ? null : access.read(keptPk)];
  if (gone === null || kept === null || keptPk === null) throw changed;
  const children = dependantsOf(store, table, gone);
  const places: { tbl: number; pk: SqlValue }[] = [
    { tbl: access.id, pk: gonePk },
    { tbl: access.id, pk: keptPk },
    ...children.map((child) => ({ tbl: store.tableId(child.table.name), pk: child.pk })),
  ];
  const isSending = ({ tbl, pk }: (typeof places)[number]): boolean =>
    (findDirty(store.db, tbl, pk)?.batch ?? null) !== null;
  if (places.some(isSending)) throw changed;
  const values = mergedValues(store, access, { gone, kept, choices });
  store.write(() => {
    for (const child of children) {
      const manifest = child.table;
      const column = manifest.columns.find(({ name }) => name === child.column);
      const index = table.columns.findIndex(({ name }) => name === column?.references?.column);
      const target = { table: manifest, key: rowKeyValues(manifest, child.pk) };
      const value = toSql(table.columns[index]?.type ?? 'text', kept[index] ?? null);
      updateRow(store.db, target, [[child.column, value]]);
    }
    deleteRow(store.db, { table, key: rowKeyValues(table, gonePk) });
    const sets = values.map(
      ([name, type, value]) => [name, toSql(type, value)] as [string, SqlValue],
    );
    if (sets.length > 0) updateRow(store.db, { table, key: rowKeyValues(table, keptPk) }, sets);
    for (const { id, mine } of openConflictsOf(store.db, access.id, gonePk)) {
      closeConflict(store.db, id, { strategy: 'converged', notes: null, by, at, mine });
    }
    store.gather();
    const left = findDirty(store.db, access.id, gonePk);
    if (left?.held === 'conflict') {
      updateDirty(store.db, { tbl: access.id, pk: gonePk }, { op: left.op, held: null });
    }
    const alias = addAlias(store.db, {
      tbl: table.name,
      old_key: String(conflict.mine),
      new_key: keptKey,
      by,
      at,
    });
    groupEdits(store, [...places, { tbl: store.tableId(aliases.name), pk: alias }]);
  });
}

function mergedValues(
  store: Store,
  { table }: TableAccess,
  {
    gone,
    kept,
    choices,
  }: { gone: WireRow; kept: WireRow; choices: Readonly<Record<string, FieldChoice>> },
) {
  const isMissing = ({ references, type }: ColumnManifest, value: WireValue): boolean => {
    if (!references || value === null) return false;
    const target = table.columns.findIndex(({ name }) => name === references.column);
    if (references.table === table.name && value === gone[target]) return true;
    return countEqual(store.db, references, toSql(type, value)) === 0;
  };
  return table.columns.flatMap((column, index) => {
    if (table.primaryKey.includes(column.name)) return [];
    const [mine, theirs] = [gone[index] ?? null, kept[index] ?? null];
    const isLocal = theirs === null && !isMissing(column, mine);
    const side = choices[column.name] ?? (isLocal ? 'local' : 'remote');
    const value: WireValue = side === 'local' ? mine : side === 'remote' ? theirs : side.value;
    const problem = valueProblem(column, value);
    if (problem) {
      throw new SatchelError('VALUE_INVALID', {
        table: table.name,
        column: column.name,
        problem: sayProblem(problem, column),
      });
    }
    if (value === theirs) return [];
    if (isMissing(column, value)) {
      throw new SatchelError('REFERENCE_MISSING', {
        table: table.name,
        column: column.name,
        references: column.references?.table ?? '',
      });
    }
    return [[column.name, column.type, value]] as const;
  });
}
