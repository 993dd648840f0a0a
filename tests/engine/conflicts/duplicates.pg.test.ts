import { describe, expect, it } from 'vitest';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../../support/two-desks.ts';

const conflicts = (desk: Desk) => desk.engine.services.conflicts;
const open = (desk: Desk) => conflicts(desk).list({ resolved: false });
const patients = (desk: Desk) => desk.records.list({ table: 'patients' }).records;
const code = (name: string) => expect.objectContaining({ code: name }) as Error;

const VISIT = '2026-11-20T10:00:00.000Z';

/** Rex of one owner and birth date, added at a and at b while they were apart, each with a visit; c has both. */
async function twoRexes() {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const [a, b, c] = [await openDesk(access), await openDesk(access), await openDesk(access)];
  const owner = a.records.add('owners', { full_name: 'Ana' });
  await settleDesks([a, b, c]);
  const rex = { name: 'Rex', species: 'dog', owner_id: owner.key, birth_date: '2020-05-01' };
  const there = b.records.add('patients', { ...rex, breed: 'Collie' });
  b.records.add('visits', { patient_id: there.key, visited_at: VISIT });
  const here = a.records.add('patients', { ...rex, breed: 'Beagle', allergies: 'penicillin' });
  const visit = a.records.add('visits', { patient_id: here.key, visited_at: VISIT });
  await b.sync();
  await settleDesks([a, b, c]);
  return { a, b, c, here: here.key, there: there.key, visit: visit.key };
}

describe('two records of one patient', () => {
  it('[SYNC-4] are found after a pull, and made one whole: children, chosen values, the other gone', async () => {
    const { a, b, c, here, there } = await twoRexes();
    expect(patients(c)).toHaveLength(2);
    expect(open(a)).toMatchObject([
      { kind: 'duplicate', field: null, localId: here, remoteId: there, title: 'Rex', here: true },
    ]);
    const [found] = open(c);
    expect(found).toMatchObject({ kind: 'duplicate', localId: here, remoteId: there, here: false });
    const id = found?._id ?? '';
    expect(() => conflicts(a).resolve(id, { strategy: 'keep_local' })).toThrow(
      code('STRATEGY_UNKNOWN'),
    );
    conflicts(a).resolve(id, { strategy: 'merge', choices: { breed: 'local' } });
    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) {
      expect(patients(desk)).toMatchObject([
        { key: there, values: { breed: 'Beagle', allergies: 'penicillin' } },
      ]);
      const visits = desk.records.list({ table: 'visits' }).records;
      expect(visits.map(({ values }) => values.patient_id)).toEqual([there, there]);
      expect(open(desk)).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('take late children and late edits of the old record with them, wherever they were made', async () => {
    const { a, b, c, here, there } = await twoRexes();
    c.records.set('patients', here, { notes: 'limps', sex: 'male' });
    const late = c.records.add('visits', {
      patient_id: here,
      visited_at: VISIT,
      assessment: 'lame',
    });
    conflicts(a).resolve(open(a)[0]?._id ?? '', { strategy: 'merge' });
    await settleDesks([a, b]);
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(patients(desk)).toMatchObject([
        { key: there, values: { breed: 'Collie', notes: 'limps', sex: 'male' } },
      ]);
      expect(desk.records.get('visits', late.key).values.patient_id).toBe(there);
      expect(open(desk)).toEqual([]);
      expect(desk.engine.services.quarantine.list()).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('[SYNC-4] are not half merged where a child of the old one arrives in between', async () => {
    const { a, b, c, here, there } = await twoRexes();
    conflicts(a).resolve(open(a)[0]?._id ?? '', { strategy: 'merge' });
    const late = c.records.add('visits', { patient_id: here, visited_at: VISIT });
    a.network.hold = (request) =>
      request.url.includes('/upload/')
        ? c.sync().then(() => {
            a.network.hold = () => undefined;
          })
        : undefined;
    await a.sync();
    expect(c.records.get('visits', late.key).values.patient_id).toBe(here);
    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) {
      expect(patients(desk)).toMatchObject([{ key: there }]);
      expect(desk.records.get('visits', late.key).values.patient_id).toBe(there);
      expect(desk.engine.services.quarantine.list()).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('[SYNC-4] take along a child of the old one that was added before the merge was sent', async () => {
    const { a, b, c, here, there } = await twoRexes();
    conflicts(a).resolve(open(a)[0]?._id ?? '', { strategy: 'merge' });
    const late = c.records.add('visits', { patient_id: here, visited_at: VISIT });
    await settleDesks([c, a, b]);
    for (const desk of [a, b, c]) {
      expect(patients(desk)).toMatchObject([{ key: there }]);
      expect(desk.records.get('visits', late.key).values.patient_id).toBe(there);
      expect(open(desk)).toEqual([]);
      expect(desk.engine.services.quarantine.list()).toEqual([]);
    }
    await expectEqual(a, b, c);
  });

  it('are two where somebody says so, at any desk, and are not asked about again', async () => {
    const { a, b, c } = await twoRexes();
    conflicts(c).resolve(open(c)[0]?._id ?? '', { strategy: 'keep_both', notes: 'littermates' });
    await settleDesks([c, a, b]);
    await settleDesks([a, b, c]);
    for (const desk of [a, b, c]) {
      expect(open(desk)).toEqual([]);
      expect(patients(desk)).toHaveLength(2);
    }
    const [decided] = conflicts(a).list({ resolved: true });
    expect(decided).toMatchObject({ strategy: 'keep_both', undoable: true, settled: true });
    conflicts(a).undo(decided?._id ?? '');
    await settleDesks([a, b, c]);
    expect(open(b)).toHaveLength(1);
    await expectEqual(a, b, c);
  });

  it('are merged from another desk too, and by one microchip', async () => {
    const server = await startTestServer();
    const access = { url: server.url, username: 'staff', password: PASSWORD };
    const [a, b] = [await openDesk(access), await openDesk(access)];
    await settleDesks([a, b]);
    const there = b.records.add('patients', { name: 'Rex', species: 'dog', microchip: '77' });
    a.records.add('patients', { name: 'Rexy', species: 'dog', microchip: '77', breed: 'Mix' });
    await settleDesks([b, a, b]);
    const found = open(b).find(({ kind }) => kind === 'duplicate');
    expect(found).toMatchObject({ remoteId: there.key, title: 'Rexy' });
    conflicts(b).resolve(found?._id ?? '', { strategy: 'merge', choices: { name: 'local' } });
    await settleDesks([b, a]);
    for (const desk of [a, b]) {
      expect(patients(desk)).toMatchObject([
        { key: there.key, values: { name: 'Rexy', breed: 'Mix', microchip: '77' } },
      ]);
      expect(open(desk)).toEqual([]);
    }
    await expectEqual(a, b);
  });
});
