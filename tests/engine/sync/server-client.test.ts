import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createAxiosTransport } from '../../../engine/sync/axios-transport.ts';
import { ServerClient } from '../../../engine/sync/server-client.ts';
import { memorySecrets, VirtualClock } from '../../support/virtual-clock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('leaves nothing that watches for an answer which has come: no command waits for it', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/api/auth/password' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const clock = new VirtualClock();
  const transport = createAxiosTransport(clock);
  closing.push(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  const secrets = memorySecrets();
  await secrets.set(
    'sign-in',
    JSON.stringify({
      ...{ server: url, access: 'a', refresh: 'b', expiresAt: clock.now() + 600_000 },
      ...{ username: 'mara', role: 'staff', clinic: 'Harbour' },
    }),
  );
  const identity = () => ({ device: 'desk', incarnation: 'first' });
  const client = new ServerClient({ url, transport, clock, secrets, identity });

  await client.changePassword('the one before', 'the one after');
  expect(clock.waiting).toBe(0);
  expect((await client.fault())?.code).toBeUndefined();
  expect(clock.waiting).toBe(0);
});
