import { describe, expect, it } from 'vitest';
import { startTestServer, PASSWORD } from '../../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../../support/two-desks.ts';

const conflicts = (desk: Desk) => desk.engine.services.conflicts;
const open = (desk: Desk) => conflicts(desk).list({ resolved: false });
const resolved = (desk: Desk) => conflicts(desk).list({ resolved: true });
const code = (name: string) => expect.objectContaining({ code: name }) as Error;

/** Three desks at one server; the first is named after where it stands. */
async function threeDesks() {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const desks = [await openDesk(access), await openDesk(access), await openDesk(access)] as const;
  for (const [index, desk] of desks.entries()) {
    await desk.engine.services.account.setup({ deviceName: `Desk ${'ABC'[index] ?? ''}` });
  }
  const [a, b, c] = desks;
  return { server, a, b, c };
}

/** Desk A has a conflict about a patient's breed: A says Collie, the server (by B) says Beagle. */
async function disputedBreed() {
  const { server, a, b, c } = await threeDesks();
  const rex = a.records.add('patients', { name: 'Rex', species: 'dog', breed: 'Mix' });
  await settleDesks([a, b, c]);
  a.records.set('patients', rex.key, { breed: 'Collie' });
  b.records.set('patients', rex.key, { breed: 'Beagle' });
  await settleDesks([b, a, c]);
  const [found] = open(a);
  return { server, a, b, c, key: rex.key, id: found?._id ?? '' };
}

const breedAt = (desk: Desk, key: string) => desk.records.get('patients', key).values.breed;

describe('conflicts that every desk sees', () => {
  it('[SYNC-4] lists at B and C what A found, and settles A by what C decided while A was away', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    for (const desk of [b, c]) {
      expect(open(desk)).toMatchObject([
        {
          _id: id,
          here: false,
          localDevice: 'Desk A',
          localActor: 'staff',
          title: 'Rex',
          localValue: 'Collie',
          remoteValue: 'Beagle',
          baseValue: 'Mix',
        },
      ]);
      expect(await desk.engine.services.sync.status()).toMatchObject({
        conflicts: 1,
        conflictsHere: 0,
        pending: 0,
      });
    }
    expect(open(a)).toMatchObject([{ _id: id, here: true, localDevice: 'Desk A' }]);

    conflicts(c).resolve(id, { strategy: 'keep_local', notes: 'asked the owner' });
    expect(open(c)).toEqual([]);
    expect(await c.engine.services.sync.status()).toMatchObject({ pending: 1, conflicts: 0 });
    await settleDesks([c, b]);
    expect(open(b)).toEqual([]);
    expect(resolved(b)).toMatchObject([{ resolvedDevice: 'Desk C', settled: false }]);
    expect(breedAt(c, key)).toBe('Beagle');

    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) {
      expect(breedAt(desk, key)).toBe('Collie');
      expect(open(desk)).toEqual([]);
      expect(resolved(desk)).toMatchObject([
        {
          _id: id,
          strategy: 'keep_local',
          notes: 'asked the owner',
          resolvedBy: 'staff',
          resolvedDevice: 'Desk C',
          settled: true,
          outcome: null,
        },
      ]);
    }
    await expectEqual(a, b, c);
  });

  it('lets the first of two decisions win whole, and tells the second', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    conflicts(b).resolve(id, { strategy: 'keep_remote' });
    conflicts(c).resolve(id, { strategy: 'merge', newValue: 'Collie-Beagle' });
    await settleDesks([b]);
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(breedAt(desk, key)).toBe('Beagle');
      expect(resolved(desk)).toMatchObject([
        { strategy: 'keep_remote', resolvedDevice: 'Desk B', settled: true },
      ]);
    }
    expect(resolved(c)).toMatchObject([{ outcome: 'overtaken' }]);
    expect(resolved(b)).toMatchObject([{ outcome: null }]);
    await expectEqual(a, b, c);
  });

  it('lets B’s decision win over the one A made offline, when B’s is at the server first', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    conflicts(a).resolve(id, { strategy: 'keep_local' });
    expect(breedAt(a, key)).toBe('Collie');
    conflicts(b).resolve(id, { strategy: 'keep_remote', notes: 'papers say Beagle' });
    await settleDesks([b]);
    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) {
      expect(breedAt(desk, key)).toBe('Beagle');
      expect(resolved(desk)).toMatchObject([
        { strategy: 'keep_remote', resolvedDevice: 'Desk B', notes: 'papers say Beagle' },
      ]);
    }
    expect(resolved(a)).toMatchObject([{ outcome: 'overtaken' }]);
    await expectEqual(a, b, c);
  });

  it('[SYNC-4] sends a decision and its data as one: what was decided between A’s pull and its push comes first', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    conflicts(a).resolve(id, { strategy: 'keep_local' });
    conflicts(b).resolve(id, { strategy: 'keep_remote' });
    // A has pulled already when B's decision arrives at the server.
    a.network.hold = (request) =>
      request.method === 'POST' && request.url.includes('/upload/')
        ? b.sync().then(() => {
            a.network.hold = () => undefined;
          })
        : undefined;
    await a.sync();
    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) expect(breedAt(desk, key)).toBe('Beagle');
    expect(resolved(a)).toMatchObject([{ outcome: 'overtaken', resolvedDevice: 'Desk B' }]);
    await expectEqual(a, b, c);
  });

  it('opens again at every desk what one of them takes back, and is decided anew at another', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    conflicts(c).resolve(id, { strategy: 'keep_local' });
    await settleDesks([c, a, b]);
    expect(breedAt(b, key)).toBe('Collie');
    conflicts(b).undo(id);
    await settleDesks([b, a, c]);
    for (const desk of [a, b, c]) expect(open(desk)).toMatchObject([{ _id: id }]);
    conflicts(c).resolve(id, { strategy: 'keep_remote' });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(breedAt(desk, key)).toBe('Beagle');
      expect(open(desk)).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('takes a decision that was never sent back as if it had not been made', async () => {
    const { a, b, c, id } = await disputedBreed();
    conflicts(c).resolve(id, { strategy: 'keep_local' });
    conflicts(c).undo(id);
    expect(open(c)).toMatchObject([{ _id: id }]);
    expect(await c.engine.services.sync.status()).toMatchObject({ pending: 0 });
    await settleDesks([c, a, b]);
    expect(open(a)).toMatchObject([{ _id: id }]);
  });

  it('says so where a decision cannot be taken back, because the record has moved on', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    conflicts(c).resolve(id, { strategy: 'keep_remote' });
    await settleDesks([c, a, b]);
    a.records.set('patients', key, { breed: 'Terrier' });
    conflicts(b).undo(id);
    await settleDesks([b]);
    await settleDesks([a, b, c]);
    expect(open(b)).toEqual([]);
    expect(resolved(b)).toMatchObject([{ outcome: 'undo-refused' }]);
    for (const desk of [a, b, c]) expect(breedAt(desk, key)).toBe('Terrier');
    await expectEqual(a, b, c);
  });

  it('does not let a decision go over what was edited at A since it was looked at', async () => {
    const { a, b, c, key, id } = await disputedBreed();
    a.records.set('patients', key, { breed: 'Border Collie' });
    conflicts(c).resolve(id, { strategy: 'keep_remote' });
    await settleDesks([c]);
    await settleDesks([a, b, c]);
    expect(open(c)).toMatchObject([{ _id: id, localValue: 'Border Collie', outcome: 'refused' }]);
    conflicts(c).resolve(id, { strategy: 'keep_local' });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) expect(breedAt(desk, key)).toBe('Border Collie');
    expect(resolved(c)).toMatchObject([{ outcome: null }]);
    await expectEqual(a, b, c);
  });

  it('closes at every desk what converged by itself', async () => {
    const { a, b, c, key } = await disputedBreed();
    b.records.set('patients', key, { breed: 'Collie' });
    await settleDesks([b, a, c]);
    for (const desk of [a, b, c]) {
      expect(open(desk)).toEqual([]);
      expect(resolved(desk)).toMatchObject([{ resolvedBy: 'sync', undoable: false }]);
    }
    await expectEqual(a, b, c);
  });

  it('decides about a deleted record from another desk, either way', async () => {
    const { a, b, c } = await threeDesks();
    const kept = a.records.add('patients', { name: 'Rex', species: 'dog' });
    const gone = a.records.add('patients', { name: 'Mia', species: 'cat' });
    await settleDesks([a, b, c]);
    for (const { key } of [kept, gone]) {
      a.records.delete('patients', key);
      b.records.set('patients', key, { breed: 'Mix' });
    }
    await settleDesks([b, a, c]);
    const idOf = (name: string) => open(c).find(({ title }) => title === name)?._id ?? '';
    expect(open(c)).toHaveLength(2);
    expect(() => conflicts(c).resolve(idOf('Rex'), { strategy: 'merge', newValue: 'x' })).toThrow(
      code('STRATEGY_UNKNOWN'),
    );
    conflicts(c).resolve(idOf('Rex'), { strategy: 'keep_remote' });
    conflicts(c).resolve(idOf('Mia'), { strategy: 'keep_local' });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(desk.records.list({ table: 'patients' }).records).toMatchObject([{ title: 'Rex' }]);
      expect(open(desk)).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('decides a merge group as one, and many at once, from another desk', async () => {
    const { a, b, c } = await threeDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog', breed: 'Mix' });
    const pills = a.records.add('prescriptions', {
      patient_id: rex.key,
      medication: 'Amoxicillin',
      dose: '50',
      unit: 'mg',
      route: 'oral',
      is_active: true,
    });
    await settleDesks([a, b, c]);
    a.records.set('prescriptions', pills.key, { dose: '0.05', unit: 'g' });
    b.records.set('prescriptions', pills.key, { dose: '75' });
    a.records.set('patients', rex.key, { breed: 'Collie' });
    b.records.set('patients', rex.key, { breed: 'Beagle' });
    await settleDesks([b, a, c]);
    const dose = open(c).find(({ field }) => field === 'dose')?._id ?? '';
    conflicts(c).resolve(dose, { strategy: 'keep_local' });
    expect(open(c).map(({ field }) => field)).toEqual(['breed']);
    expect(() =>
      conflicts(c).resolve(open(c)[0]?._id ?? '', { strategy: 'merge', newValue: 7 }),
    ).toThrow(code('VALUE_INVALID'));
    expect(await conflicts(c).resolveMany({ strategy: 'keep_remote' })).toMatchObject({
      resolved: [expect.any(String)],
      failed: [],
    });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(open(desk)).toEqual([]);
      expect(desk.records.get('prescriptions', pills.key).values).toMatchObject({
        dose: '0.05',
        unit: 'g',
      });
      expect(breedAt(desk, rex.key)).toBe('Beagle');
    }
    await expectEqual(a, b, c);
  });

  it('shows Satchel’s own table nowhere as one of the clinic’s', async () => {
    const { a, c, id } = await disputedBreed();
    conflicts(c).resolve(id, { strategy: 'keep_local' });
    const own = '_sync_shared_conflict';
    const everywhere = JSON.stringify([
      a.records.tables(),
      await a.engine.services.sync.status(),
      await a.engine.services.sync.compare(),
      a.engine.services.sync.runs(50),
      await a.sync(),
      a.engine.services.sync.runs(1).map(({ id: run }) => a.engine.services.sync.runDetail(run)),
      c.engine.services.quarantine.list(),
    ]);
    expect(everywhere).not.toContain(own);
    for (const act of [
      () => a.records.list({ table: own }),
      () => a.records.search({ text: 'rex', table: own }),
      () => a.records.set(own, id, { mine: 'x' }),
      () => conflicts(a).list({ table: own }),
    ]) {
      expect(act).toThrow(code('TABLE_UNKNOWN'));
    }
  });

  it('puts no value of a conflict into a log', async () => {
    const { a, b, c, id } = await disputedBreed();
    conflicts(c).resolve(id, { strategy: 'merge', newValue: 'Collie-Beagle', notes: 'secret' });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      const runs = desk.engine.services.sync.runs(50);
      const log = JSON.stringify(runs.map((run) => desk.engine.services.sync.runDetail(run.id)));
      expect(log).not.toMatch(/Collie|Beagle|secret|Rex/);
    }
  });
});
