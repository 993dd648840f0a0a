import type { BatchAnswer, Mutation, UploadHeader } from '../../shared/protocol/upload.ts';
import type { Store } from '../store/open-store.ts';
import type { StoredBatch } from '../store/outbox.ts';
import type { TableAccessMap } from '../store/table-access-map.ts';
import { settleWholeBatch } from '../store/whole-batch.ts';

const NEWLINE = 10;

/**
 * Settles a batch of which everything was applied and nothing has moved since: the usual answer, and the only one of
 * a large first push. Returns the table and how many rows, or undefined where rows must be settled one by one.
 */
export function settleWhole(
  store: Store,
  access: TableAccessMap,
  { batch, answer, now }: { batch: StoredBatch; answer: BatchAnswer; now: number },
): { table: string; rows: number } | undefined {
  const { commit } = answer;
  if (answer.status !== 'done' || commit === null || answer.exceptions.length > 0) return undefined;
  const { header, first, last } = ends(batch.body);
  const [table, another] = header.tables;
  if (!table || another || first[0] === 'd' || last[0] === 'd') return undefined;
  const tableAccess = access.get(table.name);
  const keyOf = (mutation: Exclude<Mutation, ['d', ...unknown[]]>) =>
    tableAccess.pkOfKey(mutation[0] === 'i' ? tableAccess.keyOfRow(mutation[7]) : mutation[7]);
  const rows = batch.revs.length;
  const settled = settleWholeBatch(
    store,
    {
      table: tableAccess.table,
      batch: batch.batch,
      first: keyOf(first),
      last: keyOf(last),
      rows,
      rev: Math.max(...batch.revs),
    },
    { place: commit, at: now },
  );
  return settled ? { table: table.name, rows } : undefined;
}

/** Header, first and last mutation of a stored body; what lies between is not looked at. */
function ends(bytes: Uint8Array): { header: UploadHeader; first: Mutation; last: Mutation } {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = body.indexOf(NEWLINE);
  const lastEnd = body.lastIndexOf(NEWLINE, body.length - 2);
  const lastStart = body.lastIndexOf(NEWLINE, lastEnd - 1) + 1;
  const line = (from: number, to: number): unknown => JSON.parse(body.toString('utf8', from, to));
  return {
    header: line(0, headerEnd) as UploadHeader,
    first: line(headerEnd + 1, body.indexOf(NEWLINE, headerEnd + 1)) as Mutation,
    last: line(lastStart, lastEnd) as Mutation,
  };
}
