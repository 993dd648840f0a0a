import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { type Commit, formatCommit, ORIGIN } from '../../shared/protocol/commit.ts';
import { checkpoints } from '../store/checkpoints.ts';
import type { SyncContext } from './context.ts';

/**
 * The version up to which a restored server surely has what this desk has: that of the newest commit the desk has stood
 * at and the server still knows, nonce and all; 0 where it knows none. What the server has in versions above may have
 * been written since the restore, by somebody who had not seen what was lost, and under the same numbers [SYNC-8].
 *
 * Commits both know come before those only one knows, so halving finds it in a few requests of a row each.
 */
export async function findCommonGround(context: SyncContext): Promise<number> {
  const known = checkpoints(context.store.db);
  let from = 0;
  let to = known.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (await isKnown(context, known[middle] as Commit)) from = middle + 1;
    else to = middle;
  }
  return known[from - 1]?.version ?? 0;
}

async function isKnown({ client, signal, run }: SyncContext, commit: Commit): Promise<boolean> {
  const query = new URLSearchParams({
    since: formatCommit(ORIGIN),
    seen: formatCommit(commit),
    limit: '1',
  });
  try {
    await client.download(query, {
      signal,
      onBytes: (direction, bytes) => {
        run.bytes(direction, bytes);
      },
    });
    return true;
  } catch (error) {
    if (isSatchelError(error, 'SYNC_RESYNC')) return false;
    throw error;
  }
}
