import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CancellationToken } from 'electron-updater';
import { OutsideExecutor } from '../../../electron/updates/outside-executor.ts';
import { Outside } from '../../../engine/index.ts';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { startConnectProxy } from '../../support/proxies.ts';
import { makeCa } from '../../support/self-made-ca.ts';

// No name service knows them: only a proxy leads to the one server behind them.
const home = 'https://updates.satchel.test';
const folder = mkdtempSync(join(tmpdir(), 'satchel-outside-'));
const caFile = join(folder, 'ca.pem');
const program = 'the next version'.repeat(10_000);
let real: Server;

beforeAll(async () => {
  const ca = await makeCa('Clinic test authority');
  writeFileSync(caFile, ca.cert);
  const identity = await ca.issue(['updates.satchel.test', 'mirror.satchel.test']);
  real = createServer(identity, ({ url = '', headers }, response) => {
    const moved: Readonly<Record<string, string>> = {
      '/moved': 'https://mirror.satchel.test/program',
      '/plain': 'http://mirror.satchel.test/program',
    };
    const to = headers.host === 'updates.satchel.test' ? moved[url] : undefined;
    if (to === undefined) response.writeHead(url === '/none' ? 404 : 200).end(program);
    else response.writeHead(302, { location: to }).end();
  });
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  real.closeAllConnections();
  real.close();
  rmSync(folder, { recursive: true });
});

async function atDesk(options: { trusts?: string | null; named?: boolean; refuses?: number } = {}) {
  const { trusts = caFile, named = false } = options;
  const proxy = await startConnectProxy({
    leadsTo: (real.address() as AddressInfo).port,
    ...(options.refuses === undefined ? {} : { refuses: options.refuses }),
  });
  const live = `127.0.0.1:${String(proxy.port)}`;
  const outside = new Outside({
    environment: named ? { HTTPS_PROXY: `http://${live}` } : {},
    // The first one that the system names is gone.
    proxies: {
      resolve: () => Promise.resolve(named ? 'DIRECT' : `PROXY 127.0.0.1:9; PROXY ${live}`),
    },
    log: createMemoryLog(),
  });
  onTestFinished(async () => {
    outside.close();
    await proxy.close();
  });
  outside.trust(trusts);
  const executor = new OutsideExecutor(outside);
  const to = join(folder, 'program');
  const download = async (path: string): Promise<string> => {
    const cancellationToken = new CancellationToken();
    await executor.download(new URL(path, home), to, { cancellationToken });
    return readFileSync(to, 'utf8');
  };
  const request = (path: string) =>
    executor.request({ protocol: 'https:', hostname: 'updates.satchel.test', path });
  return { proxy, download, request };
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'let through',
    (error: unknown) => (isSatchelError(error) ? error.code : (error as Error).message),
  );

describe('how releases are fetched', () => {
  it('[NET-1] goes through the system’s proxies, the next one where one is gone', async () => {
    const { proxy, download, request } = await atDesk();
    expect(await request('/latest.yml')).toBe(program);
    expect(await download('/program')).toBe(program);
    expect(new Set(proxy.asked)).toEqual(new Set(['updates.satchel.test:443']));
  });

  it('[NET-1] goes through the proxy that the environment names, and finds a way for each redirect', async () => {
    const { proxy, download } = await atDesk({ named: true });
    expect(await download('/moved')).toBe(program);
    expect(proxy.asked).toEqual(['updates.satchel.test:443', 'mirror.satchel.test:443']);
  });

  it('[NET-1] does not go round a proxy that refuses', async () => {
    const { request, download } = await atDesk({ refuses: 403 });
    expect(await refusal(request('/latest.yml'))).toBe('PROXY_REFUSED');
    expect(await refusal(download('/program'))).toBe('PROXY_REFUSED');
  });

  it('[NET-3] trusts the named authorities, and nobody that they do not vouch for', async () => {
    const { download } = await atDesk({ trusts: null });
    expect(await refusal(download('/program'))).toBe('SERVER_CERTIFICATE');
    const trusting = await atDesk();
    expect(await trusting.download('/program')).toBe(program);
  });

  it('follows nothing out of encryption, and hands on what a server says', async () => {
    const { download, request } = await atDesk();
    expect(await refusal(download('/plain'))).toContain('is not encrypted');
    const none = request('/none');
    await expect(none).rejects.toMatchObject({ statusCode: 404 });
  });
});
