import type { WireType } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';

export type SqliteValue = null | string | number | bigint | Buffer;

/** Whether every value of the type is stored as it travels. */
export function travelsAsStored(type: WireType): boolean {
  return !['boolean', 'integer', 'blob', 'json'].includes(type);
}

/** A wire value as SQLite stores it; see `sqliteTypes`. JSON comes out canonical. */
export function toSqlite(type: WireType, value: WireValue): SqliteValue {
  if (value === null) return null;
  switch (type) {
    case 'boolean':
      return value ? 1 : 0;
    case 'integer':
      return typeof value === 'string' ? BigInt(value) : (value as number);
    case 'blob':
      return Buffer.from(value as string, 'base64');
    case 'json':
      return JSON.stringify(JSON.parse(value as string));
    default:
      return value as string | number;
  }
}
