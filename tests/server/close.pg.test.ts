import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

it('closing answers what is in flight and is held up by no silent connection', async () => {
  const server = await startTestServer();
  const client = new WireClient({ url: server.url, token: (await server.signIn()).access });
  const { hostname, port } = new URL(server.url);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  const cut = once(silent, 'close');

  const body = client.body([client.insert('owners', ['o1', 'Ann', null, null, null, null])]);
  const busy = connect(Number(port), hostname).setEncoding('utf8');
  const headers = { ...client.headers, 'content-length': body.length, expect: '100-continue' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  busy.write(`POST /api/database/upload/ HTTP/1.1\r\nhost: x\r\n${lines.join('')}\r\n`);
  expect(String(await once(busy, 'data'))).toContain('100 Continue');

  const closed = server.close();
  busy.write(body);
  let answer = '';
  for await (const chunk of busy) answer += String(chunk);
  expect(answer).toContain('"status":"done"');
  await closed;
  await cut;
});
