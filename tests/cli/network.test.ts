import { createServer, type Server } from 'node:https';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectionTest } from '../../shared/api/status.ts';
import { startConnectProxy, type TestProxy } from '../support/proxies.ts';
import { runSatchel, spawnSatchel } from '../support/satchel-command.ts';
import { makeCa, type SelfMadeCa } from '../support/self-made-ca.ts';
import { temporaryFolder } from '../support/test-desk.ts';

let ca: SelfMadeCa;
let server: Server;
let proxy: TestProxy;

beforeAll(async () => {
  ca = await makeCa('Clinic test authority');
  server = createServer(await ca.issue(['sync.satchel.test']), (_request, response) => {
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startConnectProxy({ leadsTo: (server.address() as AddressInfo).port });
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

/** The first step of `satchel test-connection` at a desk of that clinic. */
async function reach(environment: Readonly<Record<string, string>>, network: object = {}) {
  const home = temporaryFolder();
  await runSatchel(['init'], { home });
  const production = { url: 'https://sync.satchel.test', username: '' };
  const config = JSON.stringify({ environments: { production }, network });
  await writeFile(join(home, 'config.json'), config);
  // Its Node reads some of the variables when it starts.
  const ran = await spawnSatchel(['test-connection', '--json'], { home, environment });
  return ran.json<ConnectionTest>().steps[0];
}

it('[NET-1] takes the proxy that the environment names, unless it leaves the server out', async () => {
  const HTTPS_PROXY = `http://127.0.0.1:${String(proxy.port)}`;
  expect(await reach({ HTTPS_PROXY, NO_PROXY: '.satchel.test' })).toMatchObject({ ok: false });
  expect(proxy.asked).toEqual([]);
  await reach({ HTTPS_PROXY });
  expect(proxy.asked).toContain('sync.satchel.test:443');
});

it('[NET-3] trusts what the operating system trusts, or a file that is named, and nobody else', async () => {
  const HTTPS_PROXY = `http://127.0.0.1:${String(proxy.port)}`;
  const file = join(temporaryFolder(), 'ca.pem');
  await writeFile(file, ca.cert);
  expect(await reach({ HTTPS_PROXY })).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/refused: .*CN=Clinic test authority.*network\.caFile/) as string,
  });
  // Where OpenSSL's own variable says that the system keeps its authorities.
  expect(await reach({ HTTPS_PROXY, SSL_CERT_FILE: file })).toMatchObject({ ok: true });
  expect(await reach({ HTTPS_PROXY }, { caFile: file })).toMatchObject({ ok: true });
});
