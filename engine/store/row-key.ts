import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { findColumn, type TableManifest, type WireType } from '../../shared/records/manifest.ts';
import { typeProblem, type WireValue } from '../../shared/records/values.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { SqlValue } from './database.ts';

/*
 * A row key names a record in the `_sync_` tables: the primary key's own value, or for a key of several
 * columns SQLite's `quote(a) || ',' || quote(b)`. It is never a rowid that VACUUM may change.
 */

/** SQL that gives the row key of `alias`'s row: `alias."id"`. */
export function rowKeyExpression(table: TableManifest, alias: string): string {
  const columns = table.primaryKey.map((name) => `${alias}.${quoteIdentifier(name)}`);
  if (columns.length === 1) return columns[0] as string;
  return columns.map((column) => `quote(${column})`).join(` || ',' || `);
}

/**
 * The same without the column's affinity, to look up `_sync_dirty.pk`, `_sync_row.pk` or a base row with: comparing
 * their untyped keys with an INTEGER column directly would scan the whole index.
 */
export function rowKeyProbe(table: TableManifest, alias: string): string {
  const expression = rowKeyExpression(table, alias);
  return table.primaryKey.length === 1 ? `+${expression}` : expression;
}

/** The row key of key values in key order; byte-equal with what `rowKeyExpression` gives. */
export function rowKey(table: TableManifest, keyValues: readonly SqlValue[]): SqlValue {
  if (table.primaryKey.length === 1) return keyValues[0] ?? null;
  return table.primaryKey.map((_, index) => quote(keyValues[index] ?? null)).join(',');
}

/** The key values that a row key was made of, in key order. */
export function rowKeyValues(table: TableManifest, key: SqlValue): SqlValue[] {
  if (table.primaryKey.length === 1) return [key];
  const text = String(key);
  const values: SqlValue[] = [];
  const part = /'((?:[^']|'')*)'|X'([0-9A-F]*)'|(-?\d+)|NULL/gy;
  while (part.lastIndex <= text.length) {
    const match = part.exec(text);
    if (!match) break;
    if (match[1] !== undefined) values.push(match[1].replaceAll("''", "'"));
    else if (match[2] !== undefined) values.push(Buffer.from(match[2], 'hex'));
    else values.push(match[3] === undefined ? null : BigInt(match[3]));
    if (text[part.lastIndex] !== ',') break;
    part.lastIndex += 1;
  }
  if (values.length !== table.primaryKey.length)
    throw new RangeError(`bad row key of ${table.name}`);
  return values;
}

function quote(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number') return `X'${Buffer.from(value).toString('hex').toUpperCase()}'`;
  // SQLite's rendering of a REAL depends on its version, so none may be part of a key of several columns.
  if (!Number.isSafeInteger(value)) {
    throw new SatchelError('VALUE_INVALID', { table: '', column: 'key', problem: 'real in a key' });
  }
  return String(value);
}

/** `RecordView.key`: the key's value as text, or a JSON array of wire values for a key of several columns. */
export function keyText(table: TableManifest, key: readonly WireValue[]): string {
  return table.primaryKey.length === 1 ? String(key[0]) : JSON.stringify(key);
}

/** Wire values of the key, in key order; undefined when the text cannot be a key of this table. */
export function parseKeyText(table: TableManifest, text: string): WireValue[] | undefined {
  const types = table.primaryKey.map((name) => findColumn(table, name)?.type ?? 'text');
  const values = types.length === 1 ? [fromText(types[0] as WireType, text)] : parseArray(text);
  if (values?.length !== types.length) return undefined;
  const canonical = types.every((type, index) => typeProblem(type, values[index]) === undefined);
  return canonical ? (values as WireValue[]) : undefined;
}

function fromText(type: WireType, text: string): WireValue {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'real') return Number(text);
  if (type === 'integer') {
    const number = Number(text);
    return Number.isSafeInteger(number) && String(number) === text ? number : text;
  }
  return text;
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
