import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/open-store.ts';

/** Other programs that wait for the write lock look for it every so often only. */
const BETWEEN_SLICES_MS = 5;

/**
 * Gathers whatever is journalled and then does `last`; where there is much, other work of the thread and other programs'
 * writes go in between, and it is left where it is once `isOver`: the store may be closed by then.
 */
export async function gatherAll<T>(
  store: Pick<Store, 'gatherThen' | 'gatherSome'>,
  isOver: () => boolean,
  last: () => T,
): Promise<T | undefined> {
  while (store.gatherSome()) {
    await sleep(BETWEEN_SLICES_MS);
    if (isOver()) return undefined;
  }
  return store.gatherThen(last);
}
