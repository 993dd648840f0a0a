import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../engine/ports.ts';
import { connect } from '../support/postgres.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, type Desk, openDesk, settleDesks } from '../support/two-desks.ts';

const access = (url: string) => ({ url, username: 'staff', password: PASSWORD });

function addOwners(desk: Desk, count: number): string[] {
  const keys: string[] = [];
  for (let from = 0; from < count; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, count - from) }, (_, index) => ({
      full_name: `Owner ${String(from + index)}`,
    }));
    keys.push(...desk.records.addMany('owners', rows));
  }
  return keys;
}

async function expectEqual(a: Desk, b: Desk): Promise<void> {
  await settleDesks([a, b]);
  expect(contentOf(b.home)).toEqual(contentOf(a.home));
  expect(await b.engine.services.sync.compare()).toMatchObject({ equal: true, atRest: true });
}

describe('pulling many rows', () => {
  it('[SYNC-6] takes the last image of rows that change between its pages, and keeps pages over a broken line', async () => {
    const server = await startTestServer();
    const [a, b, c] = [
      await openDesk(access(server.url)),
      await openDesk(access(server.url)),
      await openDesk(access(server.url)),
    ];
    a.records.add('owners', { full_name: 'First' });
    await settleDesks([a, b, c]);
    const keys = addOwners(a, 22_000);
    await a.sync();
    c.network.before = (request) => {
      if (request.url.includes('after=')) throw new TypeError('the line broke');
    };
    expect((await c.sync()).status).toBe('failed');

    let raced = false;
    b.network.hold = async (request) => {
      if (raced || !request.url.includes('after=')) return;
      raced = true;
      a.records.set('owners', keys[0] ?? '', { phone: 'changed meanwhile' });
      a.records.delete('owners', keys[1] ?? '');
      await a.sync();
    };
    const report = await b.sync();
    expect(raced).toBe(true);
    expect(report.error).toBeNull();
    expect(b.records.get('owners', keys[0] ?? '').values.phone).toBe('changed meanwhile');
    expect(() => b.records.get('owners', keys[1] ?? '')).toThrow();
    await expectEqual(a, b);

    c.network.before = () => undefined;
    c.network.requests.length = 0;
    const again = await c.reopen();
    const resumed = await again.sync();
    // The first page is kept as it came, and what was deleted since comes behind the rest.
    expect(resumed.remoteToLocal).toEqual({ owners: 22_000 });
    expect(again.network.requests[0]?.url).toContain('after=');
    await expectEqual(a, again);
  });

  it('[SYNC-5] keeps edits made here while pages are applied', async () => {
    const server = await startTestServer();
    const [a, b] = [await openDesk(access(server.url)), await openDesk(access(server.url))];
    const keys = addOwners(a, 8000);
    await settleDesks([a, b]);
    const administrator = await connect(server.databaseUrl);
    await administrator.query("UPDATE owners SET phone = '1'");
    await administrator.end();
    const running = b.sync({ direction: 'pull' });
    let edits = 0;
    while (edits < 20) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      b.records.set('owners', keys[edits * 300] ?? '', { address: `Street ${String(edits)}` });
      edits++;
    }
    await running;
    await expectEqual(a, b);
    expect(a.records.list({ table: 'owners', search: '' }).total).toBe(8000);
    expect(a.records.get('owners', keys[300] ?? '').values).toMatchObject({
      phone: '1',
      address: 'Street 1',
    });
  });

  it('[SYNC-9] fetches a first sync as a snapshot, and resumes it where the line broke', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url));
    addOwners(a, 6000);
    await a.sync();
    const b = await openDesk(access(server.url), temporaryFolder(), { snapshotRows: 1000 });
    let cut = false;
    b.network.after = (request, response) => {
      if (cut || request.headers['accept'] !== 'application/vnd.sqlite3') return response;
      cut = true;
      return { ...response, body: brokenAfter(response, 200_000) };
    };
    const report = await b.sync();
    expect(report).toMatchObject({ status: 'success', remoteToLocal: { owners: 6000 } });
    const snapshots = b.network.requests.filter(
      ({ headers }) => headers['accept'] === 'application/vnd.sqlite3',
    );
    expect(snapshots.map(({ headers }) => headers['range'])).toEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
    ]);
    expect(contentOf(b.home)).toEqual(contentOf(a.home));
    await expectEqual(a, b);
  });

  it('[SYNC-9] refuses a snapshot that is not what the server promised', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url));
    addOwners(a, 2000);
    await a.sync();
    const b = await openDesk(access(server.url), temporaryFolder(), { snapshotRows: 1000 });
    b.network.after = (request, response) =>
      request.headers['accept'] === 'application/vnd.sqlite3'
        ? { ...response, body: withOneByteChanged(response) }
        : response;
    const report = await b.sync();
    expect(report.error?.code).toBe('SYNC_TORN');
    expect(b.records.list({ table: 'owners' }).total).toBe(0);
    b.network.after = (_, response) => response;
    await expectEqual(a, b);
  });

  it('[SYNC-9] pulls pages where the desk already holds work of its own', async () => {
    const server = await startTestServer();
    const a = await openDesk(access(server.url));
    addOwners(a, 2000);
    await a.sync();
    const b = await openDesk(access(server.url), temporaryFolder(), { snapshotRows: 1000 });
    b.records.add('owners', { full_name: 'Entered before the first sync' });
    await b.sync();
    expect(
      b.network.requests.some(({ headers }) => headers['accept'] === 'application/vnd.sqlite3'),
    ).toBe(false);
    await expectEqual(a, b);
    expect(a.records.list({ table: 'owners' }).total).toBe(2001);
  });
});

async function* brokenAfter(response: HttpResponse, limit: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for await (const chunk of response.body) {
    const rest = limit - passed;
    if (chunk.length >= rest) {
      yield chunk.subarray(0, rest);
      return;
    }
    passed += chunk.length;
    yield chunk;
  }
}

async function* withOneByteChanged(response: HttpResponse): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of response.body) {
    const copy = Uint8Array.from(chunk);
    if (first) copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
    first = false;
    yield copy;
  }
}
