import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/open-store.ts';

/** Other programs that wait for the write lock look for it every so often only. */
const BETWEEN_SLICES_MS = 5;

/**
 * Gathers whatever is journalled; where that is much, other work of the thread and other programs' writes go in between,
 * and it is left where it is once `isOver`: the store may be closed by then.
 */
export async function gatherAll(
  store: Pick<Store, 'gather' | 'gatherSome'>,
  isOver: () => boolean,
): Promise<void> {
  while (store.gatherSome()) {
    await sleep(BETWEEN_SLICES_MS);
    if (isOver()) return;
  }
  store.gather();
}
