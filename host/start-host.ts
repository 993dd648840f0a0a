import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createHttpApi,
  createListener,
  createToken,
  type EngineHandle,
  type Log,
  publishEngine,
  requireJson,
  requireToken,
  type Secrets,
  startEngine,
  type StartEngineOptions,
} from '../engine/index.ts';
import { SatchelError, toSatchelError } from '../shared/errors/satchel-error.ts';
import { requireSameSite } from './protection.ts';
import { createWindowFiles } from './window-files.ts';

export interface StartHostOptions {
  /** The data folder; made where it is missing. */
  readonly home: string;
  /** Where the built window lies. */
  readonly uiDir: string;
  readonly log: Log;
  /** On 127.0.0.1; 0 or nothing takes a free one. */
  readonly port?: number;
  /** What the window must show; random where not given. */
  readonly token?: string;
  readonly secrets?: Secrets;
  readonly environment?: StartEngineOptions['environment'];
  /** True by default. */
  readonly autoSync?: boolean;
  readonly entries?: StartEngineOptions['entries'];
  /** False lets the engine thread answer queries too. */
  readonly reader?: boolean;
}

export interface Host {
  /** The window's address, with the token in its fragment: whoever has it is let in. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly socket: string;
  readonly engine: EngineHandle;
  close(): Promise<void>;
}

/**
 * The engine without Electron: its window and local API on 127.0.0.1, and the command line's socket.
 * @throws SatchelError STORE_LOCKED, PORT_IN_USE and what else `startEngine` throws
 */
export async function startHost(options: StartHostOptions): Promise<Host> {
  const { home, uiDir, log, token = createToken(), autoSync = true } = options;
  const { secrets, environment, entries, reader } = options;
  const engine = await startEngine({ home, log, secrets, environment, autoSync, entries, reader });
  const server = createServer();
  server.requestTimeout = 0;
  try {
    const port = await listen(server, options.port ?? 0);
    server.on('request', windowListener({ engine, uiDir, token, port, log }));
    const url = `http://127.0.0.1:${port}/#token=${token}`;
    const published = await publishEngine({
      home,
      router: engine.router,
      kind: 'host',
      log,
      window: { url, port },
    });
    log.write('info', 'serving the window', { port });
    return {
      url,
      port,
      token,
      socket: published.socket,
      engine,
      close: async () => {
        await published.close();
        await closeServer(server);
        await engine.close();
      },
    };
  } catch (error) {
    await closeServer(server);
    await engine.close();
    throw error;
  }
}

interface ListenerOptions {
  readonly engine: EngineHandle;
  readonly uiDir: string;
  readonly token: string;
  readonly port: number;
  readonly log: Log;
}

function windowListener({ engine, uiDir, token, port, log }: ListenerOptions) {
  const api = createHttpApi(engine.windowRouter);
  const serveFile = createWindowFiles(uiDir);
  const isApi = /^\/(?:rpc|api|sync|openapi\.json)(?:[/?]|$)/;

  return createListener(async (request, response) => {
    requireSameSite(request, port);
    if (!isApi.test(request.url ?? '')) {
      await serveFile(request, response);
      return;
    }
    requireToken(request, token);
    requireJson(request);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    if (!(await api(request, response))) {
      throw new SatchelError('API_NOT_FOUND', { path: request.url ?? '' });
    }
  }, log);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      reject(inUse ? new SatchelError('PORT_IN_USE', { port }) : toSatchelError(error));
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
