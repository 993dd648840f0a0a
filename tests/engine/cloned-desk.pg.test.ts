import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/test-desk.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../support/two-desks.ts';

const quantity = (desk: Desk, key: string) => desk.records.get('stock_items', key).values.quantity;

/** Ten bandages everywhere; desk a has taken one and is copied, folder and all, before it says so. */
async function clonedWithUnsentCount() {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  let a = await openDesk(access);
  const b = await openDesk(access);
  const item = a.records.add('stock_items', { name: 'Bandages', quantity: 10 });
  await settleDesks([a, b]);
  a.records.set('stock_items', item.key, { quantity: 9 });
  const before = (await a.engine.services.sync.status()).device;
  await a.engine.close();
  const home = temporaryFolder();
  cpSync(a.home, home, { recursive: true });
  a = await openDesk(access, a.home);
  const clone = await openDesk(access, home);
  return { a, b, clone, key: item.key, before };
}

describe('a desk’s folder copied to a second machine, and both running', () => {
  it('[SYNC-1] counts an unsent count once, whichever copy is first, and says that there are two', async () => {
    const { a, b, clone, key, before } = await clonedWithUnsentCount();
    await a.sync();
    const report = await clone.sync();
    expect(report).toMatchObject({ status: 'success' });
    await settleDesks([a, b, clone]);
    for (const desk of [a, b, clone]) expect(quantity(desk, key)).toBe(9);
    const { events } = clone.engine.services.sync.runDetail(report.id);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          level: 'warn',
          message: expect.stringContaining('later work of this desk') as string,
        }),
      ]),
    );
    const after = (await clone.engine.services.sync.status()).device;
    expect(after.id).toBe(before.id);
    expect(after.incarnation).not.toBe(before.incarnation);
    await expectEqual(a, b, clone);
  });

  it('[SYNC-1] loses nothing of what is typed at either copy afterwards', async () => {
    const { a, b, clone, key } = await clonedWithUnsentCount();
    await a.sync();
    a.records.add('patients', { name: 'Rex', species: 'dog' });
    clone.records.add('patients', { name: 'Mia', species: 'cat' });
    await settleDesks([clone, a, b]);
    a.records.set('stock_items', key, { quantity: 8 });
    await settleDesks([a, clone, b]);
    clone.records.set('stock_items', key, { quantity: 7 });
    await settleDesks([clone, a, b]);
    for (const desk of [a, b, clone]) {
      expect(quantity(desk, key)).toBe(7);
      expect(desk.records.list({ table: 'patients' }).total).toBe(2);
    }
    await expectEqual(a, b, clone);
  });

  it('[SYNC-1] asks a person where both copies went on counting from what neither had sent', async () => {
    const { a, b, clone, key } = await clonedWithUnsentCount();
    clone.records.set('stock_items', key, { quantity: 8 });
    await a.sync();
    await clone.sync();
    expect(clone.engine.services.conflicts.list({ resolved: false })).toMatchObject([
      { field: 'quantity', localValue: 8, remoteValue: 9 },
    ]);
    clone.engine.services.conflicts.resolve(
      clone.engine.services.conflicts.list({ resolved: false })[0]?._id ?? '',
      { strategy: 'keep_local' },
    );
    await settleDesks([clone, a, b]);
    for (const desk of [a, b, clone]) expect(quantity(desk, key)).toBe(8);
    await expectEqual(a, b, clone);
  });
});

describe('a whole machine put back in time, database and witness', () => {
  it('[SYNC-2] does not take the answer to what it sent before for that to what it has frozen since', async () => {
    const server = await startTestServer();
    const access = { url: server.url, username: 'staff', password: PASSWORD };
    let a = await openDesk(access);
    const b = await openDesk(access);
    a.records.add('owners', { full_name: 'Ana' });
    await settleDesks([a, b]);
    await a.engine.close();
    const earlier = temporaryFolder();
    cpSync(a.home, earlier, { recursive: true });
    a = await openDesk(access, a.home);
    a.records.add('owners', { full_name: 'Sent before' });
    await a.sync();
    await a.engine.close();

    const back = await openDesk(access, earlier);
    back.records.add('owners', { full_name: 'Typed since' });
    // Frozen, and the line fails before it is sent.
    back.network.before = ({ url }) => {
      if (url.includes('/upload/')) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    };
    expect((await back.sync()).status).not.toBe('success');
    back.network.before = () => undefined;
    expect(await back.sync()).toMatchObject({ status: 'success' });
    await settleDesks([back, b]);
    const titles = b.records.list({ table: 'owners' }).records.map(({ title }) => title);
    expect(titles.sort()).toEqual(['Ana', 'Sent before', 'Typed since']);
    await expectEqual(back, b);
  });
});
