import { cpSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connect } from '../support/postgres.ts';
import { startRestorableServer } from '../support/restorable-server.ts';
import { PASSWORD } from '../support/server.ts';
import { expectEqual, openDesk, settleDesks, twoDesks } from '../support/two-desks.ts';

describe('two desks and one server', () => {
  it('hold equal data after a day of offline work on both', async () => {
    const { a, b } = await twoDesks();
    const owner = a.records.add('owners', { full_name: 'Ines Duarte', phone: '555-0101' });
    const rex = a.records.add('patients', { owner_id: owner.key, name: 'Rex', species: 'dog' });
    const tom = a.records.add('patients', { owner_id: owner.key, name: 'Tom', species: 'cat' });
    await settleDesks([a, b]);

    a.records.set('patients', rex.key, { breed: 'Collie' });
    a.records.delete('patients', tom.key);
    a.records.add('vaccinations', {
      patient_id: rex.key,
      vaccine: 'Rabies',
      given_on: '2026-03-02',
    });
    b.records.set('patients', rex.key, { sex: 'male' });
    const other = b.records.add('owners', { full_name: 'Otto Brandt' });
    b.records.add('patients', { owner_id: other.key, name: 'Mia', species: 'rabbit' });
    await settleDesks([a, b]);

    expect(b.records.get('patients', rex.key).values).toMatchObject({
      breed: 'Collie',
      sex: 'male',
    });
    expect(a.records.list({ table: 'patients' }).total).toBe(2);
    expect(b.records.list({ table: 'vaccinations' }).total).toBe(1);
    await expectEqual(a, b);
  });

  it('[SYNC-5] keep each other’s version of a field that both changed, and end equal once a person has chosen', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', allergies: 'none' });
    await settleDesks([a, b]);
    b.records.set('patients', rex.key, { allergies: 'penicillin' });
    a.records.set('patients', rex.key, { allergies: 'pollen', breed: 'Collie' });
    await settleDesks([b, a]);

    const [conflict] = a.engine.services.conflicts.list({ resolved: false });
    expect(conflict).toMatchObject({
      field: 'allergies',
      baseValue: 'none',
      localValue: 'pollen',
      remoteValue: 'penicillin',
    });
    // The server's value is not overwritten, and the other field has synced on.
    expect(b.records.get('patients', rex.key).values).toMatchObject({
      allergies: 'penicillin',
      breed: 'Collie',
    });
    a.engine.services.conflicts.resolve(conflict?._id ?? '', { strategy: 'keep_local' });
    await settleDesks([a, b]);
    expect(b.records.get('patients', rex.key).values.allergies).toBe('pollen');
    await expectEqual(a, b);
  });

  it('[SYNC-5] need one request for a few edits where nobody else wrote, and merge first where somebody did', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', notes: 'base' });
    await settleDesks([a, b]);
    const requestsOf = async (cycle: Promise<unknown>) => {
      const before = a.network.requests.length;
      await cycle;
      return a.network.requests.slice(before).map(({ url }) => new URL(url).pathname);
    };
    a.records.set('patients', rex.key, { breed: 'Collie' });
    const [upload] = await requestsOf(a.sync());
    expect(upload).toMatch(/\/upload\/$/);
    a.records.set('patients', rex.key, { breed: 'Border Collie' });
    expect(await requestsOf(a.sync())).toEqual([upload]);

    await b.sync();
    b.records.set('patients', rex.key, { sex: 'male', notes: 'theirs' });
    await b.sync();
    a.records.set('patients', rex.key, { breed: 'Kelpie', notes: 'mine' });
    expect((await requestsOf(a.sync()))[0]).toBe(upload);
    expect(a.engine.services.conflicts.list({ resolved: false })).toMatchObject([
      { field: 'notes', localValue: 'mine', remoteValue: 'theirs' },
    ]);
    expect(a.records.get('patients', rex.key).values).toMatchObject({
      breed: 'Kelpie',
      sex: 'male',
    });
    await b.sync();
    expect(b.records.get('patients', rex.key).values).toMatchObject({
      breed: 'Kelpie',
      notes: 'theirs',
    });
  });

  it('resolve a deletion against an edit either way', async () => {
    for (const strategy of ['keep_local', 'keep_remote'] as const) {
      const { a, b } = await twoDesks();
      const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
      const mia = a.records.add('patients', { name: 'Mia', species: 'cat' });
      await settleDesks([a, b]);
      a.records.delete('patients', rex.key);
      b.records.set('patients', rex.key, { notes: 'came in today' });
      b.records.delete('patients', mia.key);
      a.records.set('patients', mia.key, { notes: 'came in too' });
      await settleDesks([b, a]);
      const open = a.engine.services.conflicts.list({ resolved: false });
      expect(open.map(({ kind }) => kind).sort()).toEqual(['delete-edit', 'edit-delete']);
      for (const { _id } of open) a.engine.services.conflicts.resolve(_id, { strategy });
      await settleDesks([a, b]);
      const left = a.records.list({ table: 'patients' }).records.map(({ key }) => key);
      expect(left).toEqual([strategy === 'keep_local' ? mia.key : rex.key]);
      await expectEqual(a, b);
    }
  });

  it('[SYNC-2] apply a batch once when its answer was lost', async () => {
    const { a, b } = await twoDesks();
    const stock = a.records.add('stock_items', { name: 'Gauze', quantity: 10 });
    await settleDesks([a, b]);
    a.records.set('stock_items', stock.key, { quantity: 9 });
    a.network.after = (request, response) => {
      if (request.url.includes('/upload/')) throw new TypeError('the line broke');
      return response;
    };
    expect((await a.sync()).error).not.toBeNull();
    a.network.after = (_, response) => response;
    a.records.set('stock_items', stock.key, { unit: 'pack' });
    await settleDesks([a, b]);
    expect(b.records.get('stock_items', stock.key).values).toMatchObject({
      quantity: 9,
      unit: 'pack',
    });
    expect(a.engine.services.conflicts.list({})).toEqual([]);
    await expectEqual(a, b);
  });

  it('[SYNC-5] pull although pushing fails', async () => {
    const { a, b } = await twoDesks();
    b.records.add('owners', { full_name: 'Otto Brandt' });
    await b.sync();
    a.records.add('owners', { full_name: 'Ines Duarte' });
    a.network.before = (request) => {
      if (request.url.includes('/upload/')) throw new TypeError('the line broke');
    };
    const report = await a.sync();
    expect(report).toMatchObject({ status: 'partial', remoteToLocal: { owners: 1 } });
    expect(a.records.list({ table: 'owners' }).total).toBe(2);
  });

  it('[SYNC-15] do not pull back what they pushed, and ask once when there is nothing to do', async () => {
    const { a } = await twoDesks();
    for (let index = 0; index < 50; index++) {
      a.records.add('owners', { full_name: `Owner ${String(index)}` });
    }
    expect((await a.sync()).remoteToLocal).toEqual({});
    a.network.requests.length = 0;
    const report = await a.sync();
    expect(report.remoteToLocal).toEqual({});
    expect(a.network.requests).toHaveLength(1);
    expect(report.bytesReceived).toBeLessThan(1024);
  });

  it('[SYNC-15] leave out their own rows when somebody else wrote in between', async () => {
    const { a, b } = await twoDesks();
    await settleDesks([a, b]);
    b.records.add('owners', { full_name: 'Otto Brandt' });
    a.records.add('owners', { full_name: 'Ines Duarte' });
    // The other desk's commit lands between this desk's pull and its push.
    a.network.hold = (request) => (request.url.includes('/upload/') ? b.sync() : undefined);
    const report = await a.sync();
    expect(report).toMatchObject({ localToRemote: { owners: 1 }, remoteToLocal: { owners: 1 } });
    await settleDesks([a, b]);
    await expectEqual(a, b);
  });

  it('[SYNC-1] take a new identity when the desk’s folder was put back to an earlier state', async () => {
    const { a, b } = await twoDesks();
    a.records.add('owners', { full_name: 'Ines Duarte' });
    await a.sync();
    const closed = await a.reopen();
    await closed.engine.close();
    const copy = `${a.home}-copy`;
    cpSync(a.home, copy, { recursive: true });
    const running = await closed.reopen();
    running.records.add('owners', { full_name: 'Otto Brandt' });
    await running.sync();
    await running.engine.close();
    // The database alone goes back; the witness beside it has seen the later batch.
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(`${a.home}/clinic.db${suffix}`, { force: true });
    cpSync(`${copy}/clinic.db`, `${a.home}/clinic.db`);
    rmSync(copy, { recursive: true });
    const restored = await running.reopen();
    restored.records.add('owners', { full_name: 'Pia Lund' });
    await settleDesks([restored, b]);
    expect(b.records.list({ table: 'owners' }).total).toBe(3);
    await expectEqual(restored, b);
  });

  it('[SYNC-13] refuse another clinic’s server after the first sync', async () => {
    const { server, a } = await twoDesks();
    await a.sync();
    await server.addClinicWithUser('Other', 'otto');
    await a.engine.services.account.login('otto', PASSWORD);
    const report = await a.sync();
    expect(report.error).toMatchObject({ code: 'SYNC_BINDING' });
  });

  it('[SYNC-4] deliver everything but one poison row, and the row once it is mended', async () => {
    const { a, b } = await twoDesks();
    await settleDesks([a, b]);
    const here = a.records.add('patients', { name: 'Rex', species: 'dog', microchip: '985112' });
    a.records.add('patients', { name: 'Mia', species: 'cat' });
    b.records.add('patients', { name: 'Ben', species: 'dog', microchip: '985112' });
    await b.sync();
    const report = await a.sync({ direction: 'push' });
    expect(report).toMatchObject({ localToRemote: { patients: 1 }, quarantined: { patients: 1 } });
    expect(a.engine.services.quarantine.list()).toMatchObject([
      { table: 'patients', columns: ['microchip'] },
    ]);
    a.records.set('patients', here.key, { microchip: '985113' });
    await settleDesks([a, b]);
    expect(a.engine.services.quarantine.list()).toEqual([]);
    expect(b.records.list({ table: 'patients' }).total).toBe(3);
    await expectEqual(a, b);
  });

  it('[SYNC-10] send smaller batches where the way to the server refuses large ones', async () => {
    const { a, b } = await twoDesks();
    await a.sync();
    // As a proxy before the server does: it refuses by length, in its own words.
    a.network.after = (request, response) =>
      request.url.includes('/upload/') && (request.body?.length ?? 0) > 20_000
        ? { ...response, status: 413, body: oneChunk('<html>Request Entity Too Large</html>') }
        : response;
    a.network.skip = (request) =>
      request.url.includes('/upload/') && (request.body?.length ?? 0) > 20_000;
    for (let index = 0; index < 120; index++) {
      a.records.add('owners', { full_name: `Owner ${String(index)}`, notes: 'x'.repeat(400) });
    }
    const large = a.records.add('owners', { full_name: 'Large', notes: 'x'.repeat(30_000) });
    const report = await a.sync();
    expect(report.error).toBeNull();
    expect(report.localToRemote).toEqual({ owners: 120 });
    expect(a.engine.services.quarantine.list()).toMatchObject([{ key: large.key }]);
    a.records.set('owners', large.key, { notes: 'shorter' });
    await settleDesks([a, b]);
    expect(b.records.list({ table: 'owners' }).total).toBe(121);
    await expectEqual(a, b);
  });

  it('[SYNC-10] renew a token that the server no longer accepts, without losing the queue', async () => {
    const { a, b } = await twoDesks();
    await a.sync();
    let refused = 0;
    a.network.after = (request, response) => {
      if (refused > 0 || !request.url.includes('/upload/')) return response;
      refused++;
      return { ...response, status: 401 };
    };
    a.records.add('owners', { full_name: 'Ines Duarte' });
    const report = await a.sync();
    expect(report).toMatchObject({ status: 'success', localToRemote: { owners: 1 } });
    expect(a.network.requests.some(({ url }) => url.endsWith('/api/auth/refresh'))).toBe(true);
    await settleDesks([a, b]);
    await expectEqual(a, b);
  });

  it('[SYNC-8] give a restored server back what it had lost, and take what it had not', async () => {
    const server = await startRestorableServer();
    const [a, b] = [await openDesk(server.access), await openDesk(server.access)];
    const early = a.records.add('owners', { full_name: 'Early' });
    await settleDesks([a, b]);
    await server.backUp();
    const late = a.records.add('owners', { full_name: 'Late' });
    a.records.set('owners', early.key, { phone: '555-0199' });
    await settleDesks([a, b]);
    await server.restore();
    b.records.add('owners', { full_name: 'After' });
    await settleDesks([a, b]);
    const names = b.records.list({ table: 'owners' }).records.map(({ title }) => title);
    expect(names.sort()).toEqual(['After', 'Early', 'Late']);
    expect(b.records.get('owners', early.key).values.phone).toBe('555-0199');
    expect(a.records.get('owners', late.key).syncStatus).toBe('synced');
    await expectEqual(a, b);
  });

  it('[SYNC-8] are noticed by a server that was restored between their pull and their push', async () => {
    const server = await startRestorableServer();
    const [a, b] = [await openDesk(server.access), await openDesk(server.access)];
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
    await settleDesks([a, b]);
    await server.backUp();
    a.records.set('patients', rex.key, { breed: 'Collie' });
    await settleDesks([a, b]);
    b.records.set('patients', rex.key, { notes: 'written while the server was restored' });
    let restored = false;
    b.network.hold = async (request) => {
      if (restored || !request.url.includes('/upload/')) return;
      restored = true;
      await server.restore();
    };
    expect((await b.sync()).error).toBeNull();
    await settleDesks([a, b]);
    // What the other desk holds was lost too, and the record was written since: a person decides, nobody loses.
    const open = a.engine.services.conflicts.list({ resolved: false });
    expect(open).toMatchObject([
      { field: 'notes', localValue: null, remoteValue: 'written while the server was restored' },
    ]);
    a.engine.services.conflicts.resolve(open[0]?._id ?? '', { strategy: 'keep_remote' });
    await settleDesks([a, b]);
    expect(a.records.get('patients', rex.key).values).toMatchObject({
      breed: 'Collie',
      notes: 'written while the server was restored',
    });
    await expectEqual(a, b);
  });

  it('[SYNC-3] never insert a record again that was deleted elsewhere', async () => {
    const { server, a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
    await settleDesks([a, b]);
    b.records.delete('patients', rex.key);
    await b.sync();
    a.records.set('patients', rex.key, { name: 'Rexy' });
    const report = await a.sync({ direction: 'push' });
    expect(report.conflicts).toEqual({ patients: 1 });
    const client = await connect(server.databaseUrl);
    const { rows } = await client.query('SELECT count(*)::int AS count FROM patients');
    await client.end();
    expect(rows).toEqual([{ count: 0 }]);
  });
});

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
