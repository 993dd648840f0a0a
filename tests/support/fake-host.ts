import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { RPCHandler } from '@orpc/server/node';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { contentTypeOf, NONCE_MARK } from '../../shared/window/asset-path.ts';
import { windowHeaders } from '../../shared/window/content-policy.ts';
import type { FakeEngine } from './fake-engine.ts';
import { fakeRouter } from './fake-router.ts';

export interface FakeHost {
  readonly url: string;
  readonly token: string;
  /** Another engine answers from now on, at the same address. */
  serve(engine: FakeEngine): void;
  close(): Promise<void>;
}

/** Serves the built window and a double of the engine over loopback, under the real policy. */
export async function serveFake(
  engine: FakeEngine,
  options: { root: string; port?: number; token?: string },
): Promise<FakeHost> {
  const token = options.token ?? randomBytes(18).toString('base64url');
  const answers = (one: FakeEngine) =>
    new RPCHandler(fakeRouter(one), { customJsonSerializers: exactNumbers });
  let rpc = answers(engine);
  const server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path.startsWith('/rpc')) {
        if (request.headers.authorization !== `Bearer ${token}`) {
          response.writeHead(401).end();
          return;
        }
        await rpc.handle(request, response, { prefix: '/rpc', context: {} });
        return;
      }
      const file = path === '/' ? 'index.html' : normalize(path).slice(1);
      let body: Buffer | string = await readFile(join(options.root, file));
      const nonce = randomBytes(16).toString('base64');
      if (file === 'index.html') body = body.toString().replaceAll(NONCE_MARK, nonce);
      response.writeHead(200, {
        'content-type': contentTypeOf(file),
        // As the real host does: a browser keeps what it compiled.
        ...(path.startsWith('/assets/') && { 'cache-control': 'max-age=31536000, immutable' }),
        ...windowHeaders(nonce),
      });
      response.end(body);
    })().catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    token,
    serve: (other) => {
      rpc = answers(other);
      server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
