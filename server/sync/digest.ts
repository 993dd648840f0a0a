import { hash } from 'node:crypto';
import { AdditiveDigest, canonicalRow } from '../../shared/protocol/digest.ts';
import type { DigestAnswer } from '../../shared/protocol/sync-info.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { readHead, toCommit } from '../store/clinics.ts';
import { type Client, type Database, inTransaction } from '../store/database.ts';
import { copyTable } from '../store/read-table.ts';
import { readLines } from './lines.ts';
import { polishRow } from './polish.ts';

/** Count and content hash of every table, all in one snapshot. */
export function digest({ pool, schema }: Database, clinic: number): Promise<DigestAnswer> {
  return inTransaction(pool, { clinic, mode: 'REPEATABLE READ READ ONLY' }, async (client) => {
    const head = await readHead(client, clinic);
    const tables = [];
    for (const table of schema.tables) {
      const sum = await digestTable(client, { clinic, table });
      tables.push({ name: table.name, count: sum.count, hash: sum.toString() });
    }
    return { head: toCommit(head), tables };
  });
}

async function digestTable(
  client: Client,
  { clinic, table }: { clinic: number; table: TableManifest },
): Promise<AdditiveDigest> {
  const sum = new AdditiveDigest();
  // PostgreSQL prints numbers its own way; every other type comes as canonical JSON already.
  const reparse = table.columns.some(({ type }) => type === 'real' || type === 'json');
  for await (const lines of readLines(copyTable(client, { clinic, table }))) {
    for (const line of lines) {
      const text = reparse ? canonicalRow(polishRow(table, JSON.parse(line) as WireValue[])) : line;
      sum.add(hash('sha256', text, 'buffer'));
    }
  }
  return sum;
}
