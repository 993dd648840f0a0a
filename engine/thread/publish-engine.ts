import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AnyRouter } from '@orpc/server';
import type { Log } from '../ports.ts';
import { createToken } from './create-token.ts';
import { createHttpApi } from '../api/http-api.ts';
import { createListener, requireJson, requireToken } from '../api/http-guard.ts';
import { removeRunning, type Running, writeRunning } from '../api/running-file.ts';

/** Linux takes 107 bytes, macOS 103; a longer path is cut off silently. */
const LONGEST_SOCKET_PATH_BYTES = 100;

export interface PublishOptions {
  readonly home: string;
  readonly router: AnyRouter;
  readonly kind: Running['kind'];
  readonly log: Log;
  /** Where this process also serves the window. */
  readonly window?: { readonly url: string; readonly port: number };
}

export interface PublishedEngine {
  readonly socket: string;
  close(): Promise<void>;
}

/**
 * Opens the socket the command line uses while this process holds the store, and says so in `host.json`. A caller
 * needs the right to open the socket and the token of that file: on Windows, a pipe alone lets others in.
 */
export async function publishEngine(options: PublishOptions): Promise<PublishedEngine> {
  const { home, router, kind, window, log } = options;
  const token = createToken();
  const place = await socketPlace(home);
  const api = createHttpApi(router);
  const listener = createListener(async (request, response) => {
    requireToken(request, token);
    requireJson(request);
    if (!(await api(request, response))) response.writeHead(404).end();
  }, log);
  const server = createServer(listener);
  server.requestTimeout = 0;
  await listen(server, place.socket);
  if (process.platform !== 'win32') await chmod(place.socket, 0o600);
  await writeRunning(home, {
    pid: process.pid,
    kind,
    startedAt: new Date().toISOString(),
    socket: place.socket,
    token,
    url: window?.url ?? null,
    port: window?.port ?? null,
  });
  return {
    socket: place.socket,
    close: async () => {
      await removeRunning(home, process.pid);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await place.remove();
    },
  };
}

interface SocketPlace {
  readonly socket: string;
  remove(): Promise<void>;
}

async function socketPlace(home: string): Promise<SocketPlace> {
  if (process.platform === 'win32') {
    return { socket: `\\\\.\\pipe\\satchel-${createToken()}`, remove: () => Promise.resolve() };
  }
  const inHome = join(home, 'engine.sock');
  if (Buffer.byteLength(inHome) <= LONGEST_SOCKET_PATH_BYTES) {
    const remove = (): Promise<void> => rm(inHome, { force: true });
    // Only a process that died leaves one behind: the store's lock keeps two apart.
    await remove();
    return { socket: inHome, remove };
  }
  // A folder of our own: nobody else can put a socket in it, or guess its name beforehand.
  const folder = await mkdtemp(join(tmpdir(), 'satchel-'));
  const socket = join(folder, 'engine.sock');
  return { socket, remove: () => rm(dirname(socket), { recursive: true, force: true }) };
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
