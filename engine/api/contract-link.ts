import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import {
  type AnyContractRouter,
  type ContractRouterClient,
  isContractProcedure,
} from '@orpc/contract';
import type { Contract } from '../../shared/api/contract.ts';
import type { ProcedureMeta } from '../../shared/api/procedure.ts';
import { contract } from '../../shared/api/contract.ts';

export type EngineClient = ContractRouterClient<Contract>;
export type EngineLink = ClientLink<ClientContext>;
export type CallOptions = ClientOptions<ClientContext>;

/** The thread that answers the procedure at `path`; an unknown path goes to the engine, which refuses it. */
export function threadOf(path: readonly string[]): ProcedureMeta['thread'] {
  let node: unknown = contract;
  for (const name of path) {
    node = Object.hasOwn(node as object, name) ? (node as AnyContractRouter)[name as never] : {};
  }
  return isContractProcedure(node) ? (node['~orpc'].meta as ProcedureMeta).thread : 'engine';
}
