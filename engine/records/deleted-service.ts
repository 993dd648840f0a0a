import type { DeletedRecord } from '../../shared/api/keeping.ts';
import { withoutSystemTables } from '../../shared/records/system-tables.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { DeletedService, RecordService } from '../api/services.ts';
import { type DeletedRow, findDeleted, listDeleted } from '../store/deleted-store.ts';
import type { Store } from '../store/open-store.ts';
import { rowExists } from '../store/record-edits.ts';
import { keyText, rowKeyValues } from '../store/row-key.ts';

/** Records that are gone from their tables and can be brought back, with the key and values they had. */
export function createDeletedService(
  store: Store,
  records: Pick<RecordService, 'add'>,
): DeletedService {
  const names = new Map(
    withoutSystemTables(store.schema).tables.map((table) => [store.tableId(table.name), table]),
  );

  const view = (deleted: DeletedRow): DeletedRecord | undefined => {
    const table = names.get(deleted.tbl);
    if (!table) return undefined;
    // It came back another way: by a merge, or from another desk.
    if (rowExists(store.db, { table, key: rowKeyValues(table, deleted.pk) })) return undefined;
    return {
      id: deleted.id,
      table: table.name,
      key: keyText(
        table,
        table.primaryKey.map((name) => deleted.row[name] ?? null),
      ),
      title: deleted.title,
      values: { ...deleted.row },
      deletedAt: new Date(deleted.at).toISOString(),
      deletedBy: deleted.actor,
      where: deleted.actor === null ? 'elsewhere' : 'here',
    };
  };

  return {
    list({ table, search, limit }) {
      const words = (search ?? '').toLocaleLowerCase().split(/\s+/).filter(Boolean);
      const found: DeletedRecord[] = [];
      for (const deleted of listDeleted(store.db)) {
        const title = deleted.title.toLocaleLowerCase();
        if (!words.every((word) => title.includes(word))) continue;
        const record = view(deleted);
        if (record && (table === undefined || record.table === table)) found.push(record);
        if (found.length === limit) break;
      }
      return found;
    },

    bringBack(id) {
      const deleted = findDeleted(store.db, id);
      const table = deleted && names.get(deleted.tbl);
      if (!table) throw new SatchelError('DELETED_NOT_FOUND', { id });
      // A column that is gone since has no place for its value.
      const values = Object.fromEntries(
        table.columns.map(({ name }) => [name, deleted.row[name] ?? null]),
      );
      return records.add(table.name, values);
    },
  };
}
