import { type AnyContractRouter, isContractProcedure } from '@orpc/contract';
import { type AnyRouter, implement } from '@orpc/server';
import { contract } from '../../shared/api/contract.ts';
import type { EngineLink } from './contract-link.ts';

/** Values are checked once, by the thread that answers; a gateway passes input and output on as they are. */
const UNCHECKED = {
  initialInputValidationIndex: Number.NaN,
  initialOutputValidationIndex: Number.NaN,
};

/** A router with every procedure of the contract, each forwarding to the engine behind `link`. */
export function createGateway(link: EngineLink): AnyRouter {
  return forward(contract, []);

  function forward(node: AnyContractRouter, path: readonly string[]): AnyRouter {
    if (isContractProcedure(node)) {
      return implement(node, UNCHECKED).handler(({ input, signal, lastEventId }) =>
        link.call(path, input, { signal, lastEventId, context: {} }),
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
