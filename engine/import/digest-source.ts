import { hash } from 'node:crypto';
import { AdditiveDigest, canonicalRow } from '../../shared/protocol/digest.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { readRows, type SourcePart } from './read-source.ts';

/** Count and content hash of each table's valid rows, as the server gives them of its own. */
export function digestParts(
  db: ReadableDatabase,
  parts: readonly SourcePart[],
): { count: number; hash: string }[] {
  return parts.map((part) => {
    const digest = new AdditiveDigest();
    for (const read of readRows(db, part)) {
      if ('row' in read) digest.add(hash('sha256', canonicalRow(read.row), 'buffer'));
    }
    return { count: digest.count, hash: digest.toString() };
  });
}
