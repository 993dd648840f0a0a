import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import {
  type DeviceKey,
  type MemoryRow,
  recallSql,
  storeAnswer,
  toMemory,
} from '../store/batches.ts';
import { lockHeadSql } from '../store/commits.ts';
import { type Client, type Database, inTransaction } from '../store/database.ts';
import { prepareUploads } from '../store/stage.ts';

/**
 * The stored answer of a batch; where the server never applied it, the batch is recorded void, so that it can
 * never be applied later, and the device may split or drop it [SYNC-2].
 */
export async function voidBatch(
  { pool, schema }: Database,
  { principal, device, batch }: { principal: Principal; device: DeviceKey; batch: number },
): Promise<string> {
  const { clinic } = principal;
  const asked = { ...device, batch, previous: null };
  const options = {
    clinic,
    mode: 'READ COMMITTED',
    // An upload of the batch that is being applied ends first.
    setup: `${lockHeadSql(clinic)} ${recallSql(clinic, asked)}`,
    prepare: (client: Client) => prepareUploads(client, schema),
  } as const;
  return inTransaction(pool, options, async (client, { results }) => {
    const { stored } = toMemory(results.at(-1)?.rows[0] as MemoryRow | undefined, asked);
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
