import type { WireType } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';

/** A wire value as SQLite stores it; see `sqliteTypes`. JSON comes out canonical. */
export function toSqlite(
  type: WireType,
  value: WireValue,
): null | string | number | bigint | Buffer {
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
