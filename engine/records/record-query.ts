import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import {
  type ColumnManifest,
  findColumn,
  findTable,
  type SchemaManifest,
  type TableManifest,
} from '../../shared/records/manifest.ts';

/** @throws SatchelError TABLE_UNKNOWN with the nearest name */
export function requireTable(schema: SchemaManifest, name: string): TableManifest {
  const table = findTable(schema, name);
  if (table) return table;
  const names = schema.tables.map((known) => known.name);
  throw new SatchelError('TABLE_UNKNOWN', { table: name, suggestion: suggestion(name, names) });
}

/** @throws SatchelError COLUMN_UNKNOWN with the nearest name */
export function requireColumn(table: TableManifest, name: string): ColumnManifest {
  const column = findColumn(table, name);
  if (column) return column;
  const names = table.columns.map((known) => known.name);
  throw new SatchelError('COLUMN_UNKNOWN', {
    table: table.name,
    column: name,
    suggestion: suggestion(name, names),
  });
}
