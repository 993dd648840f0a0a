import { hash } from 'node:crypto';
import { AdditiveDigest, canonicalRow } from '../../shared/protocol/digest.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { Store } from '../store/open-store.ts';
import { rowSlices } from '../store/record-keys.ts';

/** So many rows are read and hashed in one go: a few milliseconds in which nobody's edit is saved. */
const SLICE = 500;

export interface TableDigest {
  readonly count: number;
  readonly hash: string;
}

/**
 * Count and order-independent content hash of a table's rows. Yields how many were read after each slice, when the
 * table may be written to: who uses it has to find out whether it was.
 */
export function* digestInSlices(
  store: Store,
  table: TableManifest,
): Generator<number, TableDigest, undefined> {
  const digest = new AdditiveDigest();
  const codec = store.codec(table.name);
  for (const rows of rowSlices(store, table, SLICE)) {
    for (const [, ...columns] of rows) {
      digest.add(hash('sha256', canonicalRow(codec.fromSqlRow(columns)), 'buffer'));
    }
    yield rows.length;
  }
  return { count: digest.count, hash: digest.toString() };
}

/** All of it in one go. */
export function digestTable(store: Store, table: TableManifest): TableDigest {
  const slices = digestInSlices(store, table);
  for (;;) {
    const next = slices.next();
    if (next.done) return next.value;
  }
}
