import type { Commit } from '../../shared/protocol/commit.ts';
import { highestKnown, lockHead, mintEpoch } from '../store/commits.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { Refusal } from './refusal.ts';

/** Starts a new epoch, unless one was started since the device last looked [SYNC-8]. */
export async function resync(
  database: Database,
  clinic: number,
  shown: readonly Commit[],
): Promise<Refusal> {
  return inTransaction(database.pool, { clinic, mode: 'READ COMMITTED' }, async (client) => {
    const head = await lockHead(client, clinic);
    const newest = shown.reduce((a, b) =>
      b.epoch > a.epoch || (b.epoch === a.epoch && b.version > a.version) ? b : a,
    );
    const known = await highestKnown(client, clinic, newest);
    const minted = newest.epoch >= head.epoch ? await mintEpoch(client, clinic, newest) : head;
    return new Refusal('SYNC_RESYNC', { head: minted, known });
  });
}
