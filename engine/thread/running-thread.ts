import { MessageChannel, Worker } from 'node:worker_threads';
import { errorFromJson, SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { EngineLink } from '../api/contract-link.ts';
import { linkOverPort } from '../api/rpc-port.ts';
import type { Log, ProxyResolver, Secrets } from '../ports.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { serveProxies } from './port-proxies.ts';
import { serveSecrets } from './port-secrets.ts';

/** A close that takes longer is ended by force; the store is safe under a kill, so nothing is lost. */
const CLOSE_LIMIT_MS = 15_000;

export interface ThreadOptions {
  /** The thread's entry file: TypeScript in a source run, a built file in a bundle. */
  readonly entry: URL;
  readonly data: Pick<ThreadData, 'home' | 'environment' | 'autoSync' | 'safeMode' | 'sealNew'>;
  readonly log: Log;
  readonly secrets?: Secrets;
  readonly proxies?: ProxyResolver;
  /** The thread asks to be started again, for its files are to be exchanged. */
  readonly onRestart?: () => void;
}

/** One worker thread that said `ready`. */
export interface RunningThread {
  readonly link: EngineLink;
  /** A request put on a closed port would wait for ever, and the port closes before the thread has ended. */
  isGone(): boolean;
  /** Fulfilled when the thread has ended, with the reason where it was not told to. */
  readonly ended: Promise<SatchelError | undefined>;
  close(): Promise<void>;
}

/** @throws SatchelError what the thread could not start for, such as STORE_LOCKED */
export async function startThread(options: ThreadOptions): Promise<RunningThread> {
  const { entry, log, secrets, proxies } = options;
  const rpc = new MessageChannel();
  const secretsChannel = secrets ? new MessageChannel() : undefined;
  if (secrets && secretsChannel) serveSecrets(secretsChannel.port1, secrets);
  const proxiesChannel = proxies ? new MessageChannel() : undefined;
  if (proxies && proxiesChannel) serveProxies(proxiesChannel.port1, proxies, log);

  const data: ThreadData = {
    ...options.data,
    rpc: rpc.port2,
    ...(secrets && secretsChannel
      ? { secrets: { kind: secrets.kind, backend: secrets.backend, port: secretsChannel.port2 } }
      : {}),
    ...(proxiesChannel ? { proxies: proxiesChannel.port2 } : {}),
  };
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [rpc, secretsChannel, proxiesChannel].flatMap((channel) => channel?.port2 ?? []),
    execArgv: [],
  });

  let toldToClose = false;
  let gone = false;
  rpc.port1.once('close', () => {
    gone = true;
  });
  let failure: SatchelError | undefined;
  const { promise: ready, resolve: setReady, reject: setFailed } = Promise.withResolvers<void>();
  worker.on('message', (message: FromThread) => {
    if (message.type === 'ready') setReady();
    else if (message.type === 'failed') setFailed(errorFromJson(message.error));
    else if (message.type === 'closed') void worker.terminate();
    else if (message.type === 'restart') options.onRestart?.();
    else log.write(message.level, message.message, message.fields);
  });
  worker.on('error', (error) => {
    failure = toSatchelError(error);
  });
  const ended = new Promise<SatchelError | undefined>((resolve) => {
    worker.once('exit', (code) => {
      rpc.port1.close();
      secretsChannel?.port1.close();
      proxiesChannel?.port1.close();
      const reason =
        failure ?? new SatchelError('INTERNAL', { detail: `the thread ended with code ${code}` });
      setFailed(reason);
      resolve(toldToClose ? undefined : reason);
    });
  });

  try {
    await ready;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    link: linkOverPort(rpc.port1),
    isGone: () => gone,
    ended,
    close: async () => {
      toldToClose = true;
      worker.postMessage({ type: 'close' } satisfies ToThread);
      const limit = setTimeout(() => void worker.terminate(), CLOSE_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    },
  };
}
