import { v7 as uuidv7 } from 'uuid';
import type { RecordView, TableDescription } from '../../shared/api/records.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { findColumn, type TableManifest } from '../../shared/records/manifest.ts';
import { withoutSystemTables } from '../../shared/records/system-tables.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { RecordService } from '../api/services.ts';
import type { SqlValue } from '../store/database.ts';
import { forgetDeleted, forgetDeletedBefore, keepDeleted } from '../store/deleted-store.ts';
import { noteEdit, type NotedEdit } from '../store/history-store.ts';
import type { Store } from '../store/open-store.ts';
import {
  deleteRow,
  insertRow,
  readValues,
  type SqlValues,
  updateRow,
} from '../store/record-edits.ts';
import { readParked } from '../store/quarantine-store.ts';
import { keyText, parseKeyText, rowKey } from '../store/row-key.ts';
import { toSql } from '../store/values.ts';
import { deletedTitle } from './deleted-title.ts';
import { refuseDeleting, refuseRewriting } from './append-only.ts';
import { checkValues, checkWholeRecord, type RecordValues } from './check-values.ts';
import { describeTable } from './describe-table.ts';
import { requireColumn, requireTable } from './record-query.ts';
import { createRecordReader } from './record-reader.ts';
import { refineConstraint } from './refine-constraint.ts';

/** A deleted record can be brought back for half a year. */
const KEEP_DELETED_MS = 180 * 86_400_000;

export interface RecordServiceOptions {
  readonly store: Store;
  /** Told of the tables that an edit here has just changed, after it is durable. */
  readonly changed: (tables: readonly string[]) => void;
  /** UTC milliseconds. */
  readonly now: () => number;
  /** A new key for a record that comes without one; UUIDv7 unless said otherwise. */
  readonly newKey?: () => string;
}

/** Reads and edits records on the write connection; each call is one durable transaction, all or nothing. */
export function createRecordService(
  options: RecordServiceOptions,
): Omit<RecordService, 'changes'> & { close(): void } {
  const { store, changed, now } = options;
  const schema = withoutSystemTables(store.schema);
  const newKey = options.newKey ?? (() => uuidv7());
  const reader = createRecordReader({ db: store.db, schema });

  const note = (place: Place, edit: Pick<NotedEdit, 'op' | 'columns'>): void => {
    const pk = rowKey(place.table, place.params);
    const tbl = store.tableId(place.table.name);
    noteEdit(store.db, { tbl, pk }, { ...edit, actor: store.actor() });
    if (edit.op === 'insert') forgetDeleted(store.db, tbl, pk);
  };

  const insert = (table: TableManifest, values: RecordValues): string => {
    const key = insertRecord(store, table, values);
    note({ table, params: keyParams(table, key) }, { op: 'insert', columns: [] });
    return key;
  };

  const write = <T>(table: TableManifest, fn: () => T): T => {
    const result = store.write(fn);
    changed([table.name]);
    return result;
  };

  return {
    ...reader,
    tables: (): TableDescription[] => schema.tables.map(describeTable),

    add(tableName, values): RecordView {
      const table = requireTable(schema, tableName);
      const key = write(table, () => insert(table, withKey(table, values, newKey)));
      return reader.get(tableName, key);
    },

    addMany(tableName, rows): string[] {
      const table = requireTable(schema, tableName);
      const whole = rows.map((values) => withKey(table, values, newKey));
      return write(table, () => whole.map((values) => insert(table, values)));
    },

    set(tableName, key, values): RecordView {
      const table = requireTable(schema, tableName);
      checkValues(table, values);
      const params = keyParams(table, key);
      write(table, () => {
        const columns = updateRecord(store, { table, key, params }, values);
        if (columns.length > 0) note({ table, params }, { op: 'update', columns });
      });
      const moved = table.primaryKey.some((name) => values[name] !== undefined);
      return reader.get(tableName, moved ? movedKey(table, key, values) : key);
    },

    delete(tableName, key): void {
      const table = requireTable(schema, tableName);
      refuseDeleting(table);
      const params = keyParams(table, key);
      write(table, () => {
        const row = readValues(store.db, { table, key: params });
        if (!row) throw new SatchelError('RECORD_NOT_FOUND', { table: table.name, key });
        refineConstraint({ store, table, key: params }, () =>
          deleteRow(store.db, { table, key: params }),
        );
        const wire = store.codec(table.name).fromSqlRow(row);
        forgetDeletedBefore(store.db, now() - KEEP_DELETED_MS);
        keepDeleted(store.db, {
          tbl: store.tableId(table.name),
          pk: rowKey(table, params),
          ...deletedTitle(table, wire),
          actor: store.actor(),
          at: now(),
        });
        note({ table, params }, { op: 'delete', columns: [] });
      });
    },
  };
}

function withKey(table: TableManifest, values: RecordValues, newKey: () => string): RecordValues {
  const name = table.primaryKey[0] ?? '';
  const generated =
    table.primaryKey.length === 1 &&
    (values[name] ?? null) === null &&
    findColumn(table, name)?.type === 'text';
  const whole = generated ? { ...values, [name]: newKey() } : values;
  checkWholeRecord(table, whole);
  return whole;
}

function insertRecord(store: Store, table: TableManifest, values: RecordValues): string {
  const column = table.primaryKey.join(' + ');
  const key = table.primaryKey.map((name) =>
    toSql(requireColumn(table, name).type, values[name] ?? null),
  );
  // Set aside it is not in its table, but still the desk's only copy.
  if (readParked(store.db, { tbl: store.tableId(table.name), pk: rowKey(table, key) }) !== null) {
    throw new SatchelError('RECORD_EXISTS', { table: table.name, column, hint: '' });
  }
  refineConstraint({ store, table, key: [], values }, () => {
    insertRow(store.db, table, sqlValues(table, values));
  });
  return keyText(
    table,
    table.primaryKey.map((name) => values[name] ?? null),
  );
}

interface Place {
  readonly table: TableManifest;
  readonly params: readonly SqlValue[];
}

interface Target {
  readonly table: TableManifest;
  readonly key: string;
  readonly params: readonly SqlValue[];
}

/** @returns the columns that hold something else now */
function updateRecord(
  store: Store,
  { table, key, params }: Target,
  values: RecordValues,
): readonly string[] {
  const target = { table, key: params };
  const row = readValues(store.db, target);
  if (!row) throw new SatchelError('RECORD_NOT_FOUND', { table: table.name, key });
  if (Object.keys(values).length === 0) return [];
  refuseRewriting(store, target, values);
  refineConstraint({ store, table, key: params, values }, () => {
    updateRow(store.db, target, sqlValues(table, values));
  });
  const before = store.codec(table.name).fromSqlRow(row);
  return Object.keys(values).filter((name) => {
    const index = table.columns.findIndex((column) => column.name === name);
    return before[index] !== values[name];
  });
}

function sqlValues(table: TableManifest, values: RecordValues): SqlValues {
  return Object.entries(values).map(([name, value]) => [
    name,
    toSql(requireColumn(table, name).type, value),
  ]);
}

function keyParams(table: TableManifest, key: string): SqlValue[] {
  const values = parseKeyText(table, key);
  if (!values) throw new SatchelError('RECORD_NOT_FOUND', { table: table.name, key });
  return table.primaryKey.map((name, index) =>
    toSql(requireColumn(table, name).type, values[index] ?? null),
  );
}

function movedKey(table: TableManifest, key: string, values: RecordValues): string {
  const old: readonly WireValue[] = parseKeyText(table, key) ?? [];
  return keyText(
    table,
    table.primaryKey.map((name, index) => values[name] ?? old[index] ?? null),
  );
}
