import { type AnyContractRouter, isContractProcedure } from '@orpc/contract';
import { type AnyRouter, implement } from '@orpc/server';
import { contract } from '../../shared/api/contract.ts';
import type { Caller } from './caller.ts';
import type { EngineLink } from './contract-link.ts';

/** Values are checked once, by the thread that answers; a gateway passes input and output on as they are. */
const UNCHECKED = {
  initialInputValidationIndex: Number.NaN,
  initialOutputValidationIndex: Number.NaN,
};

export interface GatewayOptions {
  readonly caller?: Caller;
  /** Runs each call, or throws instead. */
  readonly around?: <T>(path: readonly string[], call: () => Promise<T>) => Promise<T>;
}

/** A router with every procedure of the contract, each forwarding to the engine behind `link`. */
export function createGateway(link: EngineLink, options: GatewayOptions = {}): AnyRouter {
  const { caller = 'other', around = (_path, call) => call() } = options;
  return forward(contract, []);

  function forward(node: AnyContractRouter, path: readonly string[]): AnyRouter {
    if (isContractProcedure(node)) {
      return implement(node, UNCHECKED).handler(({ input, signal, lastEventId }) =>
        around(path, () => link.call(path, input, { signal, lastEventId, context: { caller } })),
      );
    }
    return Object.fromEntries(
      Object.entries(node).map(([name, child]) => [
        name,
        forward(child as AnyContractRouter, [...path, name]),
      ]),
    );
  }
}
