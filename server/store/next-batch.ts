import type { Commit } from '../../shared/protocol/commit.ts';
import { type AuditEntry, auditJson, auditSql } from './audit.ts';
import type { DeviceKey } from './batches.ts';
import { knowsSql } from './commits.ts';
import type { Client } from './database.ts';
import { execute, prepared } from './prepared.ts';
import { textLiteral } from './sql-text.ts';

/** What is sent of a batch that is expected to fit: each statement fails where it does not. */

export const NEXT = prepared(
  'integer, text, text, bigint, bigint, bigint, bigint, text, bigint, bigint, text',
  `SELECT satchel.expect(${knowsSql('$1', { epoch: '$6', version: '$7', nonce: '$8' })}
    AND NOT EXISTS (SELECT FROM satchel.batches m
      WHERE m.clinic_id = $1 AND m.device = $2 AND m.incarnation = $3 AND m.batch >= $4)
    AND ($10 IS NULL OR $10 = current_setting('satchel.v' || $1)::bigint - 1
      AND ${knowsSql('$1', { epoch: '$9', version: '$10', nonce: '$11' })})
    AND ($5 IS NULL OR EXISTS (SELECT FROM satchel.batches p
      WHERE p.clinic_id = $1 AND p.device = $2 AND p.incarnation = $3 AND p.batch = $5)))`,
  { lasting: true },
);

/**
 * SQL that fails unless this is the batch that comes next of its desk: neither it nor a later one is known, but the one
 * before it is, and the commit that the desk has seen; and unless the head was `onlyAt` before this transaction became a
 * commit, where that is given.
 */
export function nextSql(
  clinic: number,
  { device, incarnation, batch, previous }: DeviceKey & { batch: number; previous: number | null },
  { seen, onlyAt }: { seen: Commit; onlyAt?: Commit | undefined },
): string {
  const names = [device, incarnation].map(textLiteral);
  const literals = ({ epoch, version, nonce }: Commit) => [epoch, version, textLiteral(nonce)];
  const place = onlyAt ? literals(onlyAt) : ['NULL', 'NULL', 'NULL'];
  return execute(NEXT, [clinic, ...names, batch, previous ?? 'NULL', ...literals(seen), ...place]);
}

/** A commit as JSON text, by the columns of its row; no row is the commit before the first. */
const commitJson = (
  row: string,
): string => `'{"epoch":' || coalesce(${row}.epoch, 0) || ',"version":' ||
  coalesce(${row}.version, 0) || ',"nonce":"' || coalesce(${row}.nonce, '') || '"}'`;

/**
 * Stores and gives the answer of a batch that was applied whole. The answer is made where the commit is known, in the words that
 * `JSON.stringify` has for a `BatchAnswer`. `LIMIT` keeps the look for the commit before it from being planned, while commits
 * are few, as a walk through all of them, which a connection would keep to when they are many.
 */
export const STORE_WHOLE_ANSWER = `WITH made AS (
    SELECT k.version, '{"kind":"answer","batch":' || $4::bigint || ',"status":"done","previous":' || ${commitJson('p')}
      || ',"commit":' || ${commitJson('k')} || ',"exceptions":[]}' AS answer
    FROM satchel.commits k LEFT JOIN LATERAL (SELECT * FROM satchel.commits c
      WHERE c.clinic_id = $1 AND c.version = k.version - 1 LIMIT 1) p ON true
    WHERE k.clinic_id = $1 AND k.version = current_setting('satchel.v' || $1)::bigint
  ), audited AS (
    ${auditSql({ version: 'made.version', user: '$7', entries: '$8', from: 'made' })}
  )
  INSERT INTO satchel.batches (clinic_id, device, incarnation, batch, hash, answer, version, mutations)
  SELECT $1, $2, $3, $4, $5, answer, version, $6 FROM made RETURNING answer, version`;

/** Records that all of a batch was applied by the commit this transaction is. */
export async function storeWholeAnswer(
  client: Client,
  clinic: number,
  record: DeviceKey & {
    batch: number;
    hash: Buffer;
    mutations: Buffer;
    user: number;
    entries: readonly AuditEntry[];
  },
) {
  const result = await client.query<{ answer: string; version: number }>({
    name: 'store-whole-answer',
    text: STORE_WHOLE_ANSWER,
    values: [
      clinic,
      record.device,
      record.incarnation,
      record.batch,
      record.hash,
      record.mutations,
      record.user,
      auditJson(record.entries),
    ],
  });
  return [result];
}
