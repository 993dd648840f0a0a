import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProxyFinder } from '../../../engine/network/proxy-finder.ts';
import { routesOfPac } from '../../../engine/network/proxy-routes.ts';
import { TrustedRoots } from '../../../engine/network/trusted-roots.ts';
import { createAxiosTransport } from '../../../engine/sync/axios-transport.ts';
import { systemClock } from '../../../engine/thread/system-ports.ts';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { startConnectProxy, startSocksProxy, type TestProxy } from '../../support/proxies.ts';
import { makeCa, type SelfMadeCa } from '../../support/self-made-ca.ts';

// No name service knows it: who asks for it directly fails, and who asks a proxy is led to the server below.
const server = 'https://sync.satchel.test';
let ca: SelfMadeCa;
let folder: string;
let caFile: string;
let real: Server;
let port: number;
const requests: string[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-network-'));
  ca = await makeCa('Clinic test authority');
  caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, ca.cert);
  real = createServer(await ca.issue(['sync.satchel.test']), (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(
        `${request.method ?? ''} ${request.url ?? ''} ${Buffer.concat(chunks).toString()}`,
      );
      response.end('hello');
    });
  });
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
  port = (real.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  requests.length = 0;
});
afterAll(() => {
  real.closeAllConnections();
  real.close();
  rmSync(folder, { recursive: true });
});

function makeTransport(pac: string, trusted: string | null = caFile) {
  const proxies = new ProxyFinder({
    clock: systemClock,
    network: () => '',
    ask: () => Promise.resolve(routesOfPac(pac)),
  });
  const transport = createAxiosTransport(systemClock, {
    proxies,
    roots: new TrustedRoots(createMemoryLog()),
  });
  transport.configure?.({ checkSeconds: 30, caFile: trusted });
  closing.push(() => {
    transport.close();
  });
  const ask = async (url = `${server}/healthz`) => {
    const response = await transport.send({
      method: 'POST',
      url,
      headers: {},
      body: Buffer.from('a body'),
      idleTimeoutMs: 20_000,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  return { ask, configure: transport.configure };
}

async function kept<T extends TestProxy>(starting: Promise<T>): Promise<T> {
  const proxy = await starting;
  closing.push(() => proxy.close());
  return proxy;
}

async function errorOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isSatchelError(error)) throw new Error('no error of the catalogue', { cause: error });
  return error;
}

describe('proxies', () => {
  it('[NET-1] goes through the proxy, with one connection for many requests', async () => {
    const proxy = await kept(startConnectProxy({ leadsTo: port }));
    const { ask } = makeTransport(`PROXY 127.0.0.1:${String(proxy.port)}`);
    expect(await ask()).toBe('hello');
    expect(await ask()).toBe('hello');
    expect(proxy.asked).toEqual(['sync.satchel.test:443']);
    expect(requests).toEqual(['POST /healthz a body', 'POST /healthz a body']);
  });

  it('[NET-1] goes through one that speaks TLS, and one that speaks SOCKS', async () => {
    const identity = await ca.issue(['localhost']);
    const secure = await kept(startConnectProxy({ leadsTo: port, identity }));
    const socks = await kept(startSocksProxy({ leadsTo: port }));
    expect(await makeTransport(`HTTPS localhost:${String(secure.port)}`).ask()).toBe('hello');
    expect(await makeTransport(`SOCKS5 127.0.0.1:${String(socks.port)}`).ask()).toBe('hello');
    expect(secure.asked).toEqual(['sync.satchel.test:443']);
    expect(socks.asked).toEqual(['sync.satchel.test:443']);
  });

  it.each(['PROXY 127.0.0.1:9', 'SOCKS5 127.0.0.1:9', 'DIRECT'])(
    '[NET-1] takes the next way where nothing answers by the first: %s',
    async (dead) => {
      const proxy = await kept(startConnectProxy({ leadsTo: port }));
      const { ask } = makeTransport(`${dead}; PROXY 127.0.0.1:${String(proxy.port)}`);
      expect(await ask()).toBe('hello');
      expect(requests).toEqual(['POST /healthz a body']);
    },
  );

  it('[NET-1] says that a proxy asks for an account, and gives it the one that it was given', async () => {
    const proxy = await kept(startConnectProxy({ leadsTo: port, account: 'ann:s3cret' }));
    const address = `127.0.0.1:${String(proxy.port)}`;
    const refused = await errorOf(makeTransport(`PROXY ${address}`).ask());
    expect(refused.code).toBe('PROXY_REFUSED');
    expect(refused.message).toContain(address);
    expect(refused.message).toContain('asks for a name and a password');
    const wrong = await errorOf(makeTransport(`PROXY ann:guessed@${address}`).ask());
    expect(JSON.stringify(wrong)).not.toContain('guessed');
    expect(requests).toEqual([]);
    expect(await makeTransport(`PROXY ann:s3cret@${address}`).ask()).toBe('hello');
  });

  it('[NET-1] does not go round a proxy that refuses', async () => {
    const strict = await kept(startConnectProxy({ leadsTo: port, refuses: 403 }));
    const open = await kept(startConnectProxy({ leadsTo: port }));
    const pac = `PROXY 127.0.0.1:${String(strict.port)}; PROXY 127.0.0.1:${String(open.port)}`;
    const { code, message } = await errorOf(makeTransport(pac).ask());
    expect(code).toBe('PROXY_REFUSED');
    expect(message).toContain('not allowed');
    expect(open.asked).toEqual([]);
  });

  it('[NET-1] says that it is the proxy that does not answer', async () => {
    for (const pac of ['PROXY 127.0.0.1:9', 'SOCKS5 127.0.0.1:9']) {
      const { code, message } = await errorOf(makeTransport(pac).ask());
      expect(code).toBe('SERVER_UNREACHABLE');
      expect(message).toContain('the proxy 127.0.0.1:9 does not answer (ECONNREFUSED)');
    }
  });

  it('[NET-2] reaches this computer directly, whatever the system says', async () => {
    const proxy = await kept(startConnectProxy({ leadsTo: port }));
    const { ask } = makeTransport(`PROXY 127.0.0.1:${String(proxy.port)}`);
    const error = await errorOf(ask(`https://127.0.0.1:${String(port)}/`));
    expect(error.message).toContain('made out to another name');
    expect(proxy.asked).toEqual([]);
  });
});

describe('certificates', () => {
  it('[NET-3] refuses a server of an unknown authority, says which it was, and trusts it once named', async () => {
    const proxy = await kept(startConnectProxy({ leadsTo: port }));
    const { ask, configure } = makeTransport(`PROXY 127.0.0.1:${String(proxy.port)}`, null);
    const error = await errorOf(ask());
    expect(error.code).toBe('SERVER_CERTIFICATE');
    expect(error.details).toMatchObject({
      host: 'sync.satchel.test',
      subject: 'CN=sync.satchel.test',
      issuer: 'CN=Clinic test authority',
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
    });
    expect(error.action).toContain('network.caFile');
    expect(requests).toEqual([]);

    configure?.({ checkSeconds: 30, caFile });
    expect(await ask()).toBe('hello');
    configure?.({ checkSeconds: 30, caFile: null });
    expect((await errorOf(ask())).code).toBe('SERVER_CERTIFICATE');
  });

  it('[NET-3] says why, for one that is too old, made out to another, and one behind SOCKS', async () => {
    const impostor = createServer(await ca.issue(['sync.satchel.test'], -5));
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    closing.push(() => impostor.close());
    const old = await kept(
      startConnectProxy({ leadsTo: (impostor.address() as AddressInfo).port }),
    );
    const expired = await errorOf(makeTransport(`PROXY 127.0.0.1:${String(old.port)}`).ask());
    expect(expired.message).toContain('it has expired');

    const proxy = await kept(startConnectProxy({ leadsTo: port }));
    const { ask } = makeTransport(`PROXY 127.0.0.1:${String(proxy.port)}`);
    const other = await errorOf(ask('https://other.satchel.test/'));
    expect(other.message).toContain('made out to another name');

    const socks = await kept(startSocksProxy({ leadsTo: port }));
    const far = await errorOf(makeTransport(`SOCKS5 127.0.0.1:${String(socks.port)}`, null).ask());
    expect(far.code).toBe('SERVER_CERTIFICATE');
    expect(requests).toEqual([]);
  });

  it('[NET-3] names a file that holds no certificate, and goes on without it', async () => {
    const empty = join(folder, 'empty.pem');
    writeFileSync(empty, 'nothing');
    const proxy = await kept(startConnectProxy({ leadsTo: port }));
    const { ask } = makeTransport(`PROXY 127.0.0.1:${String(proxy.port)}`, empty);
    const error = await errorOf(ask());
    expect(error.message).toContain('network.caFile cannot be used');
  });
});
