import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Identity } from './self-made-ca.ts';

/** A real proxy on this computer. Whatever name it is asked for, it connects to the one server behind it. */
export interface TestProxy {
  readonly port: number;
  /** The names and ports it was asked to connect to. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

interface ProxyOptions {
  /** The port on this computer that every name leads to. */
  readonly leadsTo: number;
  /** Asked for as `name:password`; anybody is let through without it. */
  readonly account?: string;
  /** Answered instead of connecting. */
  readonly refuses?: number;
  /** Speaks TLS itself. */
  readonly identity?: Identity;
}

/** One that is asked by CONNECT. */
export async function startConnectProxy(options: ProxyOptions): Promise<TestProxy> {
  const { leadsTo, account, refuses, identity } = options;
  const asked: string[] = [];
  const server = identity ? createHttpsServer(identity) : createHttpServer();
  server.on('connect', (request, client: Duplex) => {
    asked.push(request.url ?? '');
    client.on('error', () => undefined);
    const wanted = account && `Basic ${Buffer.from(account).toString('base64')}`;
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
    } else if (refuses !== undefined) {
      client.end(`HTTP/1.1 ${String(refuses)} Refused\r\n\r\n`);
    } else {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      join(client, leadsTo);
    }
  });
  return listen(server, asked);
}

/** One that speaks SOCKS 5 (RFC 1928) and is given names, as browsers do. */
export async function startSocksProxy({ leadsTo }: ProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const length = request[4] ?? 0;
        const port = request.readUInt16BE(5 + length);
        asked.push(`${request.toString('latin1', 5, 5 + length)}:${String(port)}`);
        client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        join(client, leadsTo);
      });
    });
  });
  return listen(server, asked);
}

function join(client: Duplex, port: number): void {
  const onward = connect(port, '127.0.0.1');
  onward.on('error', () => client.destroy());
  onward.pipe(client).pipe(onward);
}

async function listen(server: Server, asked: string[]): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
