import { setTimeout as delay } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { EngineLink } from '../api/contract-link.ts';
import { toRpcError } from '../api/errors-as-data.ts';
import { engineRouter } from '../api/router.ts';
import type { Log } from '../ports.ts';
import type { ThreadData } from './messages.ts';
import { openEngine } from './open-engine.ts';
import type { Served } from './serve-thread.ts';
import type { SupervisedThread } from './supervised-thread.ts';

const RETRY_MS = 250;

export interface HereOptions {
  readonly data: Omit<ThreadData, 'rpc' | 'safeMode'>;
  readonly log: Log;
  readonly onRestart: () => void;
}

type Call = (input: unknown, options: object) => Promise<unknown>;

/**
 * The engine in the caller's own thread, for a command that asks once and ends: a thread of its own costs as much as
 * the command. The same router answers, without the way through a port; secrets lie in the home's file.
 *
 * @throws SatchelError what the engine could not open for
 */
export async function engineHere({ data, log, onRestart }: HereOptions): Promise<SupervisedThread> {
  const open = (): Promise<Served> => {
    // Not at once: what asks for it is a call that is still to be answered.
    const restart = (): void => void setImmediate(onRestart);
    return openEngine({ ...data, safeMode: false }, log, restart).catch((error: unknown) => {
      throw toSatchelError(error);
    });
  };
  let served: Served | undefined = await open();
  let client = clientOf(served);
  let isClosed = false;

  const call: EngineLink['call'] = async (path, input, options) => {
    if (!served) throw toRpcError(new SatchelError('ENGINE_STOPPED'));
    let node: unknown = client;
    for (const name of path) node = (node as Record<string, unknown>)[name];
    return (node as Call)(input, options);
  };

  async function stop(): Promise<void> {
    const before = served;
    served = undefined;
    await before?.close();
  }

  async function startAgain(): Promise<void> {
    while (!isClosed && !served) {
      try {
        served = await open();
        client = clientOf(served);
      } catch (error) {
        const { code } = toSatchelError(error);
        log.write('error', 'the engine could not start again, and tries once more', { code });
        await delay(RETRY_MS);
      }
    }
    if (isClosed) await stop();
  }

  let restarting = Promise.resolve();
  return {
    link: { call },
    replace: (between) => {
      restarting = (async () => {
        await stop();
        await between?.();
        await startAgain();
      })();
      return restarting;
    },
    close: async () => {
      isClosed = true;
      await restarting;
      await stop();
    },
  };
}

function clientOf({ context }: Served): unknown {
  return createRouterClient(engineRouter, { context: context as never });
}
