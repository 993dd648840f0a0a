import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { type ClientContext, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { EngineClient } from './contract-link.ts';
import { readRunning, type Running } from './running-file.ts';

export interface RunningEngine {
  readonly client: EngineClient;
  readonly running: Running;
}

/** A client of the process that holds this home's store, or undefined where none answers (a stale file is not one). */
export async function connectRunning(home: string): Promise<RunningEngine | undefined> {
  const running = await readRunning(home);
  if (!running || !isAlive(running.pid)) return undefined;
  const link = new RPCLink<ClientContext>({
    url: 'http://satchel/rpc',
    headers: { authorization: `Bearer ${running.token}` },
    fetch: (request) => fetchOverSocket(running.socket, request),
    customJsonSerializers: exactNumbers,
  });
  const client = createORPCClient<EngineClient>(link);
  try {
    await client.status.network();
  } catch (error) {
    if (isNobodyThere(error)) return undefined;
    throw error;
  }
  return { client, running };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isNobodyThere(error: unknown): boolean {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return code === 'ECONNREFUSED' || code === 'ENOENT';
}

/** `fetch` has no way to a socket, so the request goes through `node:http`. */
async function fetchOverSocket(socketPath: string, request: Request): Promise<Response> {
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const { pathname, search } = new URL(request.url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        socketPath,
        path: pathname + search,
        method: request.method,
        headers: {
          ...Object.fromEntries(request.headers),
          ...(body ? { 'content-length': body.length } : {}),
        },
        signal: request.signal,
      },
      (incoming) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) {
          if (typeof value === 'string') headers.set(name, value);
        }
        const stream = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
        resolve(new Response(stream, { status: incoming.statusCode ?? 500, headers }));
      },
    );
    outgoing.once('error', (cause) => {
      reject(request.signal.aborted ? cause : new SatchelError('ENGINE_STOPPED', {}, { cause }));
    });
    outgoing.end(body);
  });
}
