import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from '../../host/start-host.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const entry = new URL('../support/fake-engine-thread.ts', import.meta.url);
let home: string;
let host: Host;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'satchel-rest-'));
  const entries = { engine: entry, reader: entry };
  const log = createMemoryLog();
  host = await startHost({ home, uiDir: home, log, entries, reader: false, environment: {} });
});
afterAll(async () => {
  await host.close();
  await rm(home, { recursive: true });
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${host.port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${host.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** Each verb of the local API as a script calls it, with text where a query holds text. */
describe('the local API by its REST paths', () => {
  test.each([
    ['POST', '/api/sync/sync', { collections: ['owners'] }, { collections: ['owners'] }],
    ['POST', '/sync/trigger', {}, { success: true }],
    ['POST', '/sync/trigger', undefined, { success: true }],
    ['GET', '/api/sync/status', undefined, { isOnline: true, unresolvedConflicts: 1 }],
    ['GET', '/sync/status', undefined, { local: { owners: 0 }, isHealthy: true }],
    ['GET', '/api/sync/network-status', undefined, { check_interval_seconds: 30 }],
    ['GET', '/api/sync/test-connection', undefined, { ok: true }],
    ['POST', '/api/sync/compare', undefined, { equal: true }],
    ['GET', '/api/sync/conflicts', undefined, [{ _id: 'c1' }]],
    ['GET', '/api/sync/conflicts?resolved=false&table=patients', undefined, [{ _id: 'c1' }]],
    ['GET', '/api/sync/conflicts?resolved=true', undefined, []],
    ['GET', '/api/sync/conflicts?collection=owners', undefined, []],
    [
      'POST',
      '/api/sync/conflicts/c1/resolve',
      { strategy: 'keep_local', notes: 'asked' },
      { success: true, conflict_id: 'c1' },
    ],
    ['GET', '/api/sync/logs?limit=1', undefined, [{ id: 7 }]],
    ['GET', '/api/sync/logs/7', undefined, { id: 7, events: [] }],
    ['GET', '/api/sync/quarantine', undefined, []],
    ['GET', '/api/sync/config', undefined, { syncIntervalMinutes: 1 }],
    ['PUT', '/api/sync/config', { syncIntervalMinutes: 2 }, { syncIntervalMinutes: 2 }],
    ['PUT', '/api/settings/sync.batchSize', { value: 250 }, { key: 'sync.batchSize', value: 250 }],
    ['GET', '/api/account', undefined, { signedIn: false }],
  ])('%s %s answers', async (method, path, body, answer) => {
    const { status, body: given } = await call(method, path, body);
    expect([status, given]).toMatchObject([200, answer]);
  });

  test('records are added, changed, read and deleted', async () => {
    const values = { id: 'o1', full_name: 'Ada' };
    expect(await call('POST', '/api/records/owners', { values })).toMatchObject({
      status: 200,
      body: { key: 'o1' },
    });
    const change = { values: { phone: '030' } };
    await call('PATCH', '/api/records/owners/o1', change);
    expect((await call('GET', '/api/records/owners/o1')).body).toMatchObject({
      values: { ...values, phone: '030' },
    });
    const query = { table: 'owners', limit: 10 };
    expect((await call('POST', '/api/records/query', query)).body).toMatchObject({ total: 1 });
    expect((await call('DELETE', '/api/records/owners/o1')).body).toEqual({ success: true });
  });

  test.each([
    ['GET', '/api/records/owners/nobody', undefined, 404, 'RECORD_NOT_FOUND'],
    ['GET', '/api/records/ownrs/x', undefined, 404, 'TABLE_UNKNOWN'],
    ['POST', '/api/records/owners', { values: { nmae: 'x' } }, 400, 'COLUMN_UNKNOWN'],
    ['POST', '/api/records/owners', { value: {} }, 400, 'USAGE'],
    ['GET', '/api/sync/logs?limit=0', undefined, 400, 'USAGE'],
    ['GET', '/api/sync/logs?limit=many', undefined, 400, 'USAGE'],
    ['GET', '/api/sync/conflicts?resolved=perhaps', undefined, 400, 'USAGE'],
    ['POST', '/api/sync/sync', { direction: 'pull' }, 503, 'SERVER_UNREACHABLE'],
    ['POST', '/api/sync/sync', { direction: 'sideways' }, 400, 'USAGE'],
    ['POST', '/api/sync/conflicts/c1/resolve', { strategy: 'guess' }, 400, 'STRATEGY_UNKNOWN'],
  ])('%s %s %j is refused with status %i and %s', async (method, path, body, status, code) => {
    const refused = await call(method, path, body);
    expect(refused).toMatchObject({
      status,
      body: { code, data: { code, action: expect.any(String) as string } },
    });
  });

  test('a body beyond the limit is refused before it is read whole', async () => {
    const body = { values: { notes: 'x'.repeat(65 * 1024 * 1024) } };
    const refused = await call('POST', '/api/records/owners', body).catch(() => ({ status: 413 }));
    expect(refused.status).toBe(413);
    expect((await call('GET', '/api/sync/status')).status).toBe(200);
  });
});
