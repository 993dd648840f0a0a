import { type Said, say } from '../said/said.ts';
import { findColumn, findTable, type SchemaManifest, type TableManifest } from './manifest.ts';

/** PostgreSQL cuts longer names. */
const NAME_BYTES = 63;

/** Columns that every table has at the server, and those that PostgreSQL gives each of its tables. */
const taken = new Set([
  'clinic_id',
  'sync_epoch',
  'sync_version',
  'tableoid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'ctid',
]);

/** Why the server cannot hold a table of this description; undefined where it can. Both sides ask. */
export function tableProblem(table: TableManifest, schema: SchemaManifest): Said | undefined {
  const names = [table.name, ...table.columns.map((column) => column.name)];
  const odd = names.find(
    (name) => utf8Bytes(name) > NAME_BYTES || name.includes('\\') || name.includes('\0'),
  );
  if (odd !== undefined) return say('table-name');
  if (/^(_sync_|sqlite_)/i.test(table.name)) return say('table-kept');
  const reserved = table.columns.find(({ name }) => taken.has(name.toLowerCase()));
  if (reserved) return say('table-column-taken', { column: reserved.name });
  const different = new Set(table.columns.map(({ name }) => name.toLowerCase()));
  if (different.size !== table.columns.length) return say('table-column-twice');
  for (const name of table.primaryKey) {
    const column = findColumn(table, name);
    if (!column || column.nullable || column.type === 'real') return say('table-key');
  }
  for (const column of table.columns) {
    if (column.references && !canRefer(column.references, column.type, schema)) {
      return say('table-reference', { column: column.name });
    }
  }
  return undefined;
}

/** A reference that both databases can hold: to a key of one column, or a unique one, of the same type. */
export function canRefer(
  { table: name, column: key }: { readonly table: string; readonly column: string },
  type: string,
  schema: Pick<SchemaManifest, 'tables'>,
): boolean {
  const table = findTable(schema as SchemaManifest, name);
  const column = table && findColumn(table, key);
  if (!table || !column || column.type !== type) return false;
  return column.unique || (table.primaryKey.length === 1 && table.primaryKey[0] === key);
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
