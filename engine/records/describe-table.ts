import type { TableDescription } from '../../shared/api/records.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';

/** What a window needs of a table to show lists and forms; merge policies stay inside. */
export function describeTable(table: TableManifest): TableDescription {
  return {
    name: table.name,
    label: table.label,
    singular: table.singular,
    primaryKey: [...table.primaryKey],
    columns: table.columns.map((column) => ({
      name: column.name,
      label: column.label,
      type: column.type,
      nullable: column.nullable,
      unique: column.unique,
      sensitive: column.sensitive,
      multiline: column.multiline,
      ...(column.references ? { references: { ...column.references } } : {}),
      ...(column.values ? { values: [...column.values] } : {}),
    })),
    listColumns: [...table.listColumns],
    searchColumns: [...table.searchColumns],
    findColumns: [...table.findColumns],
    titleColumns: [...table.titleColumns],
  };
}
