import { cpSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectEqual, openDesk, settleDesks, twoDesks } from '../../support/two-desks.ts';

describe('merge policies between real desks', () => {
  it('[SYNC-5] add up what three desks took from the shelf, whichever comes first', async () => {
    const { a, b, access } = await twoDesks();
    const c = await openDesk(access);
    const desks = [a, b, c];
    const gauze = a.records.add('stock_items', { name: 'Gauze', quantity: 10 });
    await settleDesks(desks);
    for (const desk of desks) desk.records.set('stock_items', gauze.key, { quantity: 9 });
    await settleDesks([c, a, b]);
    for (const desk of desks) {
      expect(desk.records.get('stock_items', gauze.key)).toMatchObject({
        values: { quantity: 7 },
        syncStatus: 'synced',
      });
    }
    await expectEqual(...desks);
  });

  it('[SYNC-5] do not count an edit twice whose answer was lost', async () => {
    const { a, b } = await twoDesks();
    const gauze = a.records.add('stock_items', { name: 'Gauze', quantity: 10 });
    await settleDesks([a, b]);
    a.records.set('stock_items', gauze.key, { quantity: 8 });
    a.network.after = (request, response) => {
      if (request.url.includes('/upload/')) throw new TypeError('the line broke');
      return response;
    };
    expect((await a.sync()).error).not.toBeNull();
    a.network.after = (_, response) => response;
    // Taken while the answer was on its way, and at the other desk.
    a.records.set('stock_items', gauze.key, { quantity: 7 });
    await b.sync();
    b.records.set('stock_items', gauze.key, { quantity: 7 });
    await settleDesks([b, a]);
    expect(a.records.get('stock_items', gauze.key).values.quantity).toBe(6);
    expect(a.engine.services.conflicts.list({})).toEqual([]);
    await expectEqual(a, b);
  });

  it('[SYNC-5] keep both notes, say who wrote the later one, and come to rest', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', notes: 'Calm.' });
    await settleDesks([a, b]);
    a.records.set('patients', rex.key, { notes: 'Calm.\nLimps.' });
    b.records.set('patients', rex.key, { notes: 'Calm.\nEats well.' });
    await settleDesks([a, b]);
    const { notes } = a.records.get('patients', rex.key).values;
    expect(notes).toMatch(
      /^Calm\.\nLimps\.\n\[staff, \d{4}-\d\d-\d\d \d\d:\d\d UTC\]\nEats well\.$/,
    );
    expect(b.engine.services.conflicts.list({})).toEqual([]);
    await expectEqual(a, b);
  });

  it('[SYNC-5] move an appointment forward, and ask a person about two different ends', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
    const visit = a.records.add('appointments', {
      patient_id: rex.key,
      starts_at: '2026-03-09T14:30:00.000Z',
      status: 'scheduled',
    });
    await settleDesks([a, b]);
    a.records.set('appointments', visit.key, { status: 'checked_in' });
    b.records.set('appointments', visit.key, { status: 'confirmed' });
    await settleDesks([a, b]);
    expect(b.records.get('appointments', visit.key).values.status).toBe('checked_in');

    a.records.set('appointments', visit.key, { status: 'completed' });
    b.records.set('appointments', visit.key, { status: 'missed' });
    await settleDesks([a, b]);
    expect(b.engine.services.conflicts.list({ resolved: false })).toMatchObject([
      { field: 'status', localValue: 'missed', remoteValue: 'completed' },
    ]);
  });

  it('[SYNC-1] do not count again what a desk had sent before its folder was put back', async () => {
    const { a, b } = await twoDesks();
    const gauze = a.records.add('stock_items', { name: 'Gauze', quantity: 10 });
    await settleDesks([a, b]);
    a.records.set('stock_items', gauze.key, { quantity: 9 });
    const waiting = await a.reopen();
    await waiting.engine.close();
    const copy = `${a.home}-copy`;
    cpSync(a.home, copy, { recursive: true });
    const running = await waiting.reopen();
    await running.sync();
    await running.engine.close();
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(`${a.home}/clinic.db${suffix}`, { force: true });
    }
    cpSync(`${copy}/clinic.db`, `${a.home}/clinic.db`);
    rmSync(copy, { recursive: true });
    const restored = await running.reopen();
    await settleDesks([restored, b]);
    expect(b.records.get('stock_items', gauze.key).values.quantity).toBe(9);
    expect(restored.engine.services.conflicts.list({})).toEqual([]);
    await expectEqual(restored, b);
  });
});
