import { createStage, FEW, stageFew } from '../store/stage.ts';
import { BATCH_PLAN } from '../store/batch-transaction.ts';
import { COMMIT_STATEMENTS, joinCommitSql } from '../store/commits.ts';
import { type Client, type Database, inOneTurn, queryAll } from '../store/database.ts';
import { UNEXPECTED } from '../store/migrations/0009-expect.ts';
import { NEXT, nextSql, storeWholeAnswer } from '../store/next-batch.ts';
import { prepare } from '../store/prepared.ts';
import { findViolation } from '../store/rejection.ts';
import { fittingStatements, writeFittingSql } from '../store/write-batch.ts';
import { auditEntries } from './audit-entries.ts';
import { isTransient } from './transient.ts';
import { mutationLog } from './mutation-log.ts';
import type { Upload, UploadResult } from './upload-request.ts';

/**
 * Applies a small batch of which everything turns out as its desk had it, which is the usual case, in one round trip:
 * whatever would have to be looked at is expected instead, and where something is otherwise nothing has happened.
 *
 * @returns undefined where it is to be looked at
 */
export async function uploadWhole(
  { pool, schema }: Database,
  { batch, principal, seen, onlyAt }: Upload,
): Promise<UploadResult | undefined> {
  const { header, mutations } = batch;
  const { clinic, user } = principal;
  const isPlain = mutations.length > 0 && mutations.every(({ refused }) => !refused);
  if (!isPlain || mutations.length > FEW) return undefined;
  const record = {
    ...header,
    hash: batch.hash,
    mutations: mutationLog(mutations),
    user,
    entries: auditEntries(mutations, batch),
  };
  // Joining locks the head before anything is compared, as a look does.
  const write = [
    joinCommitSql(clinic, header),
    nextSql(clinic, header, { seen, onlyAt }),
    writeFittingSql({ clinic, batch }),
  ];
  try {
    const [stored] = await inOneTurn(pool, {
      clinic,
      mode: 'READ COMMITTED',
      setup: BATCH_PLAN,
      prepare: async (client: Client) => {
        await createStage(client, schema);
        await prepare(client, [...COMMIT_STATEMENTS, NEXT, ...fittingStatements(batch)]);
      },
      along: (client: Client) => [
        stageFew(client, mutations).then(() => []),
        queryAll(client, write.join(' ')),
        storeWholeAnswer(client, clinic, record),
      ],
    });
    const { answer, version } = stored?.rows[0] as { answer: string; version: number };
    return { answer, applied: mutations.length, replayed: false, version };
  } catch (error) {
    const isUnexpected = (error as { code?: string }).code === UNEXPECTED;
    if (isUnexpected || isTransient(error) || findViolation(error)) return undefined;
    throw error;
  }
}
