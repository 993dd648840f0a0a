import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import type { AnyRouter } from '@orpc/server';
import { type SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { canRescue } from '../backup/can-rescue.ts';
import { type EngineClient, type EngineLink, threadOf } from '../api/contract-link.ts';
import { createGateway } from '../api/gateway.ts';
import { guardPort } from '../api/guarded-port.ts';
import { linkOverPort, serveOnPort } from '../api/rpc-port.ts';
import type { UpdatesApi } from '../api/services.ts';
import { updatesRouter } from '../api/updates-router.ts';
import type { Log, ProxyResolver, Secrets } from '../ports.ts';
import { WindowGate } from './window-gate.ts';
import { type SupervisedThread, superviseThread } from './supervised-thread.ts';

export interface StartEngineOptions {
  /** The data folder; made where it is missing. */
  readonly home: string;
  readonly log: Log;
  /** Where tokens lie; without it, a file in `home` that only its owner can read. Stays in this thread. */
  readonly secrets?: Secrets;
  /** The system's proxies, where this thread can ask for them; `HTTPS_PROXY` and its like come first. */
  readonly proxies?: ProxyResolver;
  /** `SATCHEL_*` variables and those that name proxies; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sync at start, at intervals and on reconnect. */
  readonly autoSync?: boolean;
  /** Encrypts a database that is made anew; its recovery key is then to be shown to a person. False by default. */
  readonly sealNew?: boolean;
  /** False lets the engine thread answer queries too: a command that asks once need not start a second thread. */
  readonly reader?: boolean;
  /** The engine works in the caller's thread: for a command that asks once, and has nothing else to do meanwhile. */
  readonly inThisThread?: boolean;
  /** Entry files of the threads; a bundle passes its own. */
  readonly entries?: { readonly engine: URL; readonly reader: URL };
}

/** A running engine in its own threads. */
export interface EngineHandle {
  readonly client: EngineClient;
  /** Every procedure of the contract, forwarded to its thread; for serving over HTTP. */
  readonly router: AnyRouter;
  /** The same for windows: edits are signed by the person at the desk, and a locked desk gives no records. */
  readonly windowRouter: AnyRouter;
  /** Serves a window, such as the renderer behind Electron's `MessagePortMain`. */
  connect(port: SupportedMessagePort): void;
  /** Told when a thread died; it is started again by itself. Returns how to stop listening. */
  onCrash(listener: (error: SatchelError) => void): () => void;
  /** Answers for the program's updates in this thread, in place of the engine's, which knows none. */
  provideUpdates(updates: UpdatesApi): void;
  close(): Promise<void>;
}

// Beside this file, in a source run and in a bundle.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const ownEntries = {
  engine: new URL(`./engine-thread.${extension}`, import.meta.url),
  reader: new URL(`./reader-thread.${extension}`, import.meta.url),
};

/** @throws SatchelError such as STORE_LOCKED, STORE_NOT_A_DATABASE or CONFIG_INVALID */
export async function startEngine(options: StartEngineOptions): Promise<EngineHandle> {
  const { home, log, secrets, autoSync = false, reader = true, entries = ownEntries } = options;
  const crashListeners = new Set<(error: SatchelError) => void>();
  const shared = {
    data: {
      home,
      autoSync,
      sealNew: options.sealNew ?? false,
      environment: options.environment ?? { ...process.env },
    },
    log,
    onCrash: (error: SatchelError) => {
      for (const listener of crashListeners) listener(error);
    },
  };
  const onRestart = (): void => {
    // Nobody may hold the database while it is exchanged: the reader closes first and opens last.
    void (readerThread?.replace(() => engine.replace()) ?? engine.replace().then(openReader));
  };
  const engine: SupervisedThread = options.inThisThread
    ? await (await import('./engine-here.ts')).engineHere({ data: shared.data, log, onRestart })
    : await superviseThread({
        ...shared,
        entry: entries.engine,
        secrets,
        proxies: options.proxies,
        onRestart,
      });
  // The reader opens what the engine has made, so it comes second.
  let readerThread: SupervisedThread | undefined;
  await openReader().catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });

  async function openReader(): Promise<void> {
    if (!reader) return;
    readerThread = await superviseThread({ ...shared, secrets, entry: entries.reader }).catch(
      (caught: unknown) => {
        // A database that cannot be opened is the engine's to report: it answers for both until it is mended.
        const error = toSatchelError(caught);
        if (canRescue(error)) return undefined;
        throw error;
      },
    );
  }

  let updatesLink: EngineLink | undefined;
  const updatesPorts = new MessageChannel();
  const link: EngineLink = {
    call: (path, input, callOptions) => {
      if (updatesLink && path[0] === 'updates') return updatesLink.call(path, input, callOptions);
      const thread = threadOf(path) === 'reader' ? (readerThread ?? engine) : engine;
      return thread.link.call(path, input, callOptions);
    },
  };
  const router = createGateway(link);
  const gate = new WindowGate(link);
  const windowRouter = createGateway(link, { caller: 'window', around: gate.pass });
  return {
    client: createORPCClient<EngineClient>(link),
    router,
    windowRouter,
    connect: (port) => {
      const guarded = guardPort(port, () => {
        log.write('warn', 'a message of a window was no call, and was dropped');
      });
      serveOnPort(windowRouter, guarded, {});
    },
    onCrash: (listener) => {
      crashListeners.add(listener);
      return () => crashListeners.delete(listener);
    },
    provideUpdates: (updates) => {
      serveOnPort({ updates: updatesRouter }, updatesPorts.port1, { services: { updates } });
      updatesLink = linkOverPort(updatesPorts.port2);
    },
    close: async () => {
      gate.close();
      updatesPorts.port1.close();
      await readerThread?.close();
      await engine.close();
    },
  };
}
