import { parentPort, workerData } from 'node:worker_threads';
import type { AnyRouter, Context } from '@orpc/server';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { serveOnPort } from '../api/rpc-port.ts';
import type { Log } from '../ports.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';

/** What a thread serves: a router with its context, and how to end. */
export interface Served {
  readonly router: AnyRouter;
  readonly context: Context;
  close(): Promise<void>;
}

/**
 * The life of a worker thread: opens what it serves, says `ready` or `failed`, answers on its RPC port, and
 * closes in order when told to. Call it once, at the top of the thread's entry file.
 */
export async function serveThread(
  open: (data: ThreadData, log: Log, restart: () => void) => Promise<Served>,
): Promise<void> {
  const parent = parentPort;
  if (!parent) throw new SatchelError('INTERNAL', { detail: 'not in a worker thread' });
  const tell = (message: FromThread): void => {
    parent.postMessage(message);
  };
  const log: Log = {
    write: (level, message, fields) => {
      tell({ type: 'log', level, message, ...(fields ? { fields } : {}) });
    },
  };
  const data = workerData as ThreadData;

  let served: Served;
  try {
    served = await open(data, log, () => {
      tell({ type: 'restart' });
    });
  } catch (error) {
    tell({ type: 'failed', error: toSatchelError(error).toJSON() });
    return;
  }
  parent.on('message', (_close: ToThread) => {
    void close();
  });
  serveOnPort(served.router, data.rpc, served.context);
  tell({ type: 'ready' });

  async function close(): Promise<void> {
    try {
      await served.close();
    } catch (error) {
      log.write('error', 'closing failed', { error: toSatchelError(error).code });
    }
    tell({ type: 'closed' });
  }
}
