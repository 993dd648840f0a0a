import type { BatchAnswer } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import { type DeviceKey, recallBatch, storeAnswer } from '../store/batches.ts';
import { lockHead } from '../store/commits.ts';
import { type Database, inTransaction } from '../store/database.ts';

/**
 * The stored answer of a batch; where the server never applied it, the batch is recorded void, so that it can
 * never be applied later, and the device may split or drop it [SYNC-2].
 */
export async function voidBatch(
  { pool }: Database,
  { principal, device, batch }: { principal: Principal; device: DeviceKey; batch: number },
): Promise<string> {
  const { clinic } = principal;
  return inTransaction(pool, { clinic, mode: 'READ COMMITTED' }, async (client) => {
    // An upload of the batch that is being applied ends first.
    await lockHead(client, clinic);
    const { stored } = await recallBatch(client, clinic, { ...device, batch, previous: null });
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
