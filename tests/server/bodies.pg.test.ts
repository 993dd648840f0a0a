import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { connect as connectSocket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';
import { sealed, WireClient } from '../support/wire-client.ts';
import type { ServerOptions } from '../../server/start-server.ts';

const owner = (id: string, name = 'Ann'): (string | null)[] => [id, name, null, null, null, null];

async function desk(options: Partial<ServerOptions> = {}) {
  const server = await startTestServer(options);
  const { access } = await server.signIn();
  return new WireClient({ url: server.url, token: access });
}

const lines = (body: Buffer) => body.toString('utf8').trimEnd().split('\n').slice(0, -1);

describe('a body that is not whole and readable', () => {
  it('is refused with the line, and leaves nothing behind', async () => {
    const client = await desk();
    const good = client.body([client.insert('owners', owner('o1'))], { batch: 1 });
    const [header = '', mutation = ''] = lines(good);
    const bad: [string, Buffer, number][] = [
      ['empty', Buffer.alloc(0), 1],
      ['torn before the trailer', Buffer.from(`${header}\n${mutation}\n`), 2],
      ['torn in a line', good.subarray(0, header.length + 20), 2],
      ['a digest of something else', Buffer.from(good.toString('utf8').replace('Ann', 'Bob')), 3],
      ['a count of something else', sealed([header, mutation, mutation]).subarray(0), 3],
      ['not JSON', sealed([header, '["i",']), 2],
      ['two values on a line', sealed([header, `${mutation} ${mutation}`]), 2],
      ['no mutation', sealed([header, '["x",0]']), 2],
      ['a table the header lacks', sealed([header, mutation.replace('["i",0', '["i",77')]), 2],
      ['an actor the header lacks', sealed([header, mutation.replace('],0,', '],9,')]), 2],
      ['no header', sealed(['{}', mutation]), 1],
      [
        'not UTF-8',
        Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0x22, 0xff, 0x22, 10]), good]),
        2,
      ],
    ];
    for (const [what, body, line] of bad) {
      const answer = await client.send(body);
      const error = await answer.json();
      if (what === 'a count of something else') {
        // Twice the same record is well-formed: the second waits for the answer to the first.
        expect(error, what).toMatchObject({ exceptions: [{ index: 1, status: 'retry' }] });
        continue;
      }
      expect([answer.status, error.code, error.details?.line], what).toEqual([
        400,
        'BATCH_MALFORMED',
        line,
      ]);
      expect(JSON.stringify(error), what).not.toContain('Ann');
    }
    expect((await client.pull()).rows).toHaveLength(1);
  });

  it('that ends in the middle is never begun', async () => {
    const client = await desk();
    const { hostname, port } = new URL(client.url);
    const body = client.body([client.insert('owners', owner('o1'))]);
    const socket = connectSocket(Number(port), hostname);
    await once(socket, 'connect');
    const headers = Object.entries(client.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /api/database/upload/ HTTP/1.1\r\nhost: x\r\n${headers.join('')}content-length: ${String(body.length)}\r\n\r\n`,
    );
    socket.write(body.subarray(0, body.length - 10));
    socket.destroy();
    await once(socket, 'close');
    expect((await client.pull()).head.version).toBe(0);
    expect(await (await client.send(body)).json()).toMatchObject({ status: 'done' });
  });

  it('or larger than allowed is refused, before and after decompression', async () => {
    const client = await desk({ bodyBytes: 100_000, decodedBytes: 300_000 });
    const long = Buffer.alloc(200_000, 'x');
    const tooLong = await client.send(long);
    expect(tooLong.status).toBe(413);
    expect(await tooLong.json()).toMatchObject({
      code: 'BODY_TOO_LARGE',
      details: { limit: 100_000 },
    });
    for (const [encoding, compress] of [
      ['zstd', zstdCompressSync],
      ['gzip', gzipSync],
    ] as const) {
      const bomb = await client.send(compress(Buffer.alloc(5_000_000)), {
        'content-encoding': encoding,
      });
      expect([encoding, bomb.status]).toEqual([encoding, 413]);
    }
    const nonsense = await client.send(Buffer.from('not zstd'), { 'content-encoding': 'zstd' });
    expect(nonsense.status).toBe(400);
    const unknown = await client.send(Buffer.from('x'), { 'content-encoding': 'br' });
    expect(unknown.status).toBe(400);
    expect((await client.pull()).head.version).toBe(0);
  });
});

it('bodies travel compressed both ways, as agreed', async () => {
  const client = await desk();
  const mutations = Array.from({ length: 100 }, (_, i) =>
    client.insert('owners', owner(`o${String(i)}`)),
  );
  const body = client.body(mutations);
  const zipped = await client.send(zstdCompressSync(body), { 'content-encoding': 'zstd' });
  expect(await zipped.json()).toMatchObject({ status: 'done', exceptions: [] });
  // The same bytes in another encoding are the same batch.
  const again = await client.send(gzipSync(body), { 'content-encoding': 'gzip' });
  expect(await again.json()).toMatchObject({ status: 'done' });
  const path = '/api/database/download/?since=0.0.';
  const plain = await client.get(path, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const text = await plain.text();
  const packed = await client.get(path, { 'accept-encoding': 'gzip, zstd' });
  expect(packed.headers.get('content-encoding')).toBe('zstd');
  const raw = Buffer.from(await packed.arrayBuffer());
  const unpacked = raw[0] === 0x7b ? raw : zstdDecompressSync(raw);
  expect(unpacked.toString('utf8').slice(-500)).toBe(text.slice(-500));
});

it('health, readiness and metrics are open, and hold no row values', async () => {
  const client = await desk();
  await client.push([client.insert('owners', owner('o1', 'Secret Name'))]);
  expect(await (await fetch(`${client.url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${client.url}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${client.url}/metrics`)).text();
  expect(metrics).toContain('satchel_rows_applied_total 1');
  expect(metrics).not.toContain('Secret');
  expect((await fetch(`${client.url}/nothing?secret=1`)).status).toBe(404);
});
