import { AsyncLocalStorage } from 'node:async_hooks';

/** Who asks: a window, in which the person at the desk works, or anything else, which works for the desk's account. */
export type Caller = 'window' | 'other';

export const CALLER_HEADER = 'x-satchel-caller';

const callers = new AsyncLocalStorage<Caller>();

export function callingAs<T>(caller: Caller, run: () => T): T {
  return callers.run(caller, run);
}

/** Of the call that is being answered. */
export function currentCaller(): Caller {
  return callers.getStore() ?? 'other';
}
