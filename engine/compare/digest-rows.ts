import { hash } from 'node:crypto';
import { AdditiveDigest, canonicalRow } from '../../shared/protocol/digest.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import type { Store } from '../store/open-store.ts';

/** Count and order-independent content hash of a table's rows; a bounded number of them in memory at once. */
export function digestTable(store: Store, table: TableManifest): { count: number; hash: string } {
  const digest = new AdditiveDigest();
  const codec = store.codec(table.name);
  const columns = table.columns.map((column) => quoteIdentifier(column.name)).join(', ');
  for (const raw of store.db.rawIterate(`SELECT ${columns} FROM ${quoteIdentifier(table.name)}`)) {
    digest.add(hash('sha256', canonicalRow(codec.fromSqlRow(raw)), 'buffer'));
  }
  return { count: digest.count, hash: digest.toString() };
}
