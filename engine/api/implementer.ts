import { implement } from '@orpc/server';
import { contract } from '../../shared/api/contract.ts';
import { type Caller, callingAs } from './caller.ts';
import { toRpcError } from './errors-as-data.ts';
import type { EngineServices } from './services.ts';

export interface EngineContext {
  readonly services: EngineServices;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly caller?: Caller;
}

export async function errorsAsData<T>(next: () => T): Promise<Awaited<T>> {
  try {
    return await next();
  } catch (error) {
    throw toRpcError(error);
  }
}

/** Implements the contract's procedures, whose errors leave as data. */
export const os = implement(contract)
  .$context<EngineContext>()
  .use(({ context, next }) =>
    callingAs(context.caller ?? 'other', () => errorsAsData(() => next())),
  );
