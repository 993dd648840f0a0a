import { describe, expect, it } from 'vitest';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { type Desk, openDesk, settleDesks } from '../support/two-desks.ts';

/** Two desks that both hold `count` owners. */
async function desksWithOwners(count: number): Promise<{ a: Desk; b: Desk; keys: string[] }> {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const [a, b] = [await openDesk(access), await openDesk(access)];
  const rows = Array.from({ length: count }, (_, at) => ({ full_name: `Owner ${String(at)}` }));
  const keys = a.records.addMany('owners', rows);
  await settleDesks([a, b]);
  return { a, b, keys };
}

describe('a pull that deletes', () => {
  it('[SYNC-14] stops before it deletes more than half of the records, until a person says so', async () => {
    const { a, b, keys } = await desksWithOwners(30);
    for (const key of keys.slice(0, 16)) a.records.delete('owners', key);
    await a.sync();

    const report = await b.sync();
    expect(report).toMatchObject({ status: 'failed', error: { code: 'SYNC_BRAKE' } });
    expect(b.records.list({ table: 'owners' }).total).toBe(30);

    expect((await b.sync({ acceptDeletes: true })).status).toBe('success');
    expect(b.records.list({ table: 'owners' }).total).toBe(14);
  });

  it('[SYNC-14] goes on where it deletes no more than half, or only a few', async () => {
    const { a, b, keys } = await desksWithOwners(30);
    for (const key of keys.slice(0, 15)) a.records.delete('owners', key);
    await a.sync();
    expect((await b.sync()).status).toBe('success');
    for (const key of keys.slice(15, 25)) a.records.delete('owners', key);
    await a.sync();
    expect((await b.sync()).status).toBe('success');
    expect(b.records.list({ table: 'owners' }).total).toBe(5);
  });

  it('[SYNC-14] stops at the set count, whatever the share', async () => {
    const { a, b, keys } = await desksWithOwners(60);
    b.engine.services.settings.set('sync.brakeCount', 11);
    for (const key of keys.slice(0, 12)) a.records.delete('owners', key);
    await a.sync();
    expect((await b.sync()).error?.code).toBe('SYNC_BRAKE');
    b.engine.services.settings.set('sync.brakeCount', 12);
    expect((await b.sync()).status).toBe('success');
  });
});
