import type { Log, Random } from '../ports.ts';
import type { Store } from '../store/open-store.ts';
import { mintForCopy } from '../sync/identity.ts';
import { swapPlanPath } from './restore-service.ts';
import { writeRestored } from './restored.ts';
import { forgetPlan, type Swap } from './swap.ts';

/**
 * The last step of a restore, with the new database open: a new incarnation, so that the server takes its batches
 * for those of another desk [SYNC-1], and a note of where the old database lies. Until the plan is forgotten a kill
 * only repeats it.
 */
export function completeRestore(
  swap: Swap,
  context: { store: Store; home: string; random: Random; witnessPath: string; log: Log },
): void {
  const { store, home, random, witnessPath, log } = context;
  mintForCopy(store, random, witnessPath);
  writeRestored(home, {
    backup: swap.backup,
    at: swap.at,
    displaced: swap.displaced,
    dismissed: false,
  });
  forgetPlan(swapPlanPath(home));
  log.write('info', 'a backup was restored', { id: swap.backup });
}
