import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import {
  type DeviceKey,
  type MemoryRow,
  RECALL,
  recallSql,
  storeAnswer,
  toMemory,
} from '../store/batches.ts';
import { toHead } from '../store/clinics.ts';
import { COMMIT_STATEMENTS, type HeadRow, lockHeadSql } from '../store/commits.ts';
import { type Client, type Database, inTransaction } from '../store/database.ts';
import { prepare } from '../store/prepared.ts';
import { Refusal } from './refusal.ts';

/**
 * The stored answer of a batch; where the server never applied it, the batch is recorded void, so that it can
 * never be applied later, and the device may split or drop it [SYNC-2].
 *
 * @throws Refusal MUTATION_ID_REUSED where another body has that number
 */
export async function voidBatch(
  { pool }: Database,
  {
    principal,
    device,
    batch,
    hash,
  }: { principal: Principal; device: DeviceKey; batch: number; hash: string | undefined },
): Promise<string> {
  const { clinic } = principal;
  const asked = { ...device, batch, previous: null };
  const options = {
    clinic,
    mode: 'READ COMMITTED',
    // An upload of the batch that is being applied ends first.
    setup: `${lockHeadSql(clinic)} ${recallSql(clinic, asked)}`,
    prepare: (client: Client) => prepare(client, [...COMMIT_STATEMENTS, RECALL]),
  } as const;
  return inTransaction(pool, options, async (client, { results }) => {
    const { stored } = toMemory(results.at(-1)?.rows[0] as MemoryRow | undefined, asked);
    const isOther = hash !== undefined && stored?.hash && stored.hash.toString('hex') !== hash;
    if (isOther)
      throw new Refusal('MUTATION_ID_REUSED', { head: toHead(results.at(-2)?.rows[0] as HeadRow) });
    if (stored) return stored.answer;
    const answer: BatchAnswer = {
      kind: 'answer',
      batch,
      status: 'void',
      previous: null,
      commit: null,
      exceptions: [],
    };
    const text = JSON.stringify(answer);
    const record = { ...device, batch, hash: null, answer: text, version: null, mutations: null };
    await storeAnswer(client, clinic, record);
    return text;
  });
}
