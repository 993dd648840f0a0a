import { describe, expect, it } from 'vitest';
import { type Desk, expectEqual, settleDesks, twoDesks } from '../../support/two-desks.ts';

const rex = { name: 'Rex', species: 'dog', microchip: '985112' };

/** Desk a added Rex with a vaccination, offline, while Ben got the same chip at desk b. */
async function refusedRecord() {
  const { a, b } = await twoDesks();
  await settleDesks([a, b]);
  const { key } = a.records.add('patients', rex);
  const shot = a.records.add('vaccinations', { patient_id: key, vaccine: 'Rabies' });
  b.records.add('patients', { name: 'Ben', species: 'dog', microchip: '985112' });
  await b.sync();
  await a.sync({ direction: 'push' });
  return { a, b, key, shot: shot.key, id: `patients:${key}` };
}

const quarantine = (desk: Desk) => desk.engine.services.quarantine;

describe('the quarantine', () => {
  it('[SYNC-4] names the reason, who wrote the record, and what waits for it', async () => {
    const { a, id, key, shot } = await refusedRecord();
    const list = quarantine(a).list();
    expect(list.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toMatchObject([
      {
        id,
        title: 'Rex',
        op: 'insert',
        reason: '“Microchip” is already used by another record. Give it another value.',
        author: 'staff',
        parked: false,
        dependants: [{ table: 'vaccinations', key: shot, title: 'Rabies' }],
      },
      { id: `vaccinations:${shot}`, columns: ['patient_id'], dependants: [] },
    ]);
    expect(quarantine(a).export([id]).records).toMatchObject([
      { id, mine: { id: key, microchip: '985112' }, server: null },
    ]);
  });

  it('[SYNC-4] sends a corrected record, and with it what waited for it', async () => {
    const { a, b, id, shot } = await refusedRecord();
    quarantine(a).edit(id, { microchip: '985113' });
    await settleDesks([a, b]);
    expect(quarantine(a).list()).toEqual([]);
    expect(b.records.get('vaccinations', shot).values.vaccine).toBe('Rabies');
    await expectEqual(a, b);
  });

  it('[SYNC-4] sends a record again as it is, once nothing is in its way', async () => {
    const { a, b, id, shot } = await refusedRecord();
    expect(quarantine(a).retry([id])).toEqual({ retried: [id], failed: [] });
    await a.sync({ direction: 'push' });
    expect(quarantine(a).list()).toHaveLength(2);
    const [ben] = b.records.list({ table: 'patients' }).records;
    b.records.set('patients', ben?.key ?? '', { microchip: '1' });
    await b.sync();
    expect(quarantine(a).retry([id]).retried).toEqual([id]);
    await settleDesks([a, b]);
    expect(quarantine(a).list()).toEqual([]);
    expect(b.records.get('vaccinations', shot).values.vaccine).toBe('Rabies');
    await expectEqual(a, b);
  });

  it('[SYNC-4] gives up an added record with its dependants, and takes that back', async () => {
    const { a, b, id, key, shot } = await refusedRecord();
    const reference = expect.objectContaining({ code: 'RECORD_REFERENCED' }) as Error;
    expect(() => quarantine(a).discard(id, { dependants: false })).toThrow(reference);
    const discarded = quarantine(a).discard(id, { dependants: true });
    expect(discarded).toMatchObject([
      { table: 'vaccinations' },
      { table: 'patients', by: 'staff' },
    ]);
    await settleDesks([a, b]);
    expect(a.records.list({ table: 'vaccinations' }).total).toBe(0);
    await expectEqual(a, b);

    // Parents first; by now the chip is free again.
    const [ben] = a.records.list({ table: 'patients' }).records;
    a.records.set('patients', ben?.key ?? '', { microchip: '1' });
    for (const { undo } of discarded.toReversed()) quarantine(a).undo(undo);
    expect(quarantine(a).discarded()).toEqual([]);
    await settleDesks([a, b]);
    expect(b.records.get('patients', key).values).toMatchObject(rex);
    expect(b.records.get('vaccinations', shot).values.vaccine).toBe('Rabies');
    await expectEqual(a, b);
  });

  it('[SYNC-4] gives up an edit and a deletion: the record is again as the server has it', async () => {
    const { a, b } = await twoDesks();
    const mia = a.records.add('patients', { name: 'Mia', species: 'cat', notes: 'shy' });
    const owner = a.records.add('owners', { full_name: 'Ines Duarte' });
    await settleDesks([a, b]);
    a.records.set('patients', mia.key, { microchip: '985112', notes: 'shy\nbites' });
    a.records.delete('owners', owner.key);
    b.records.add('patients', { name: 'Ben', species: 'dog', microchip: '985112' });
    b.records.add('patients', { name: 'Tom', species: 'cat', owner_id: owner.key });
    await b.sync();
    await a.sync({ direction: 'push' });
    const aside = quarantine(a).list();
    expect(aside.map(({ op }) => op).sort()).toEqual(['delete', 'update']);
    const discarded = aside.flatMap(({ id }) => quarantine(a).discard(id, { dependants: false }));
    expect(a.records.get('patients', mia.key)).toMatchObject({
      values: { microchip: null, notes: 'shy' },
      syncStatus: 'synced',
    });
    expect(a.records.get('owners', owner.key).syncStatus).toBe('synced');
    await settleDesks([a, b]);
    await expectEqual(a, b);

    // Undone, it is an edit of the record as it is by now.
    b.records.set('patients', mia.key, { breed: 'Manx' });
    await settleDesks([b, a]);
    const edit = discarded.find(({ op }) => op === 'update');
    const [ben] = a.records.list({ table: 'patients', search: 'Ben' }).records;
    a.records.set('patients', ben?.key ?? '', { microchip: null });
    quarantine(a).undo(edit?.undo ?? 0);
    await settleDesks([a, b]);
    expect(b.records.get('patients', mia.key).values).toMatchObject({
      microchip: '985112',
      notes: 'shy\nbites',
      breed: 'Manx',
    });
    await expectEqual(a, b);
  });

  it('[SYNC-4] corrects a record that had to leave its table', async () => {
    const { a, b } = await twoDesks();
    await settleDesks([a, b]);
    const mine = a.records.add('treatments', { name: 'Scaling', price: '80' });
    b.records.add('treatments', { name: 'Scaling', price: '95' });
    await b.sync();
    await a.sync({ direction: 'pull' });
    const [aside] = quarantine(a).list();
    expect(aside).toMatchObject({ key: mine.key, title: 'Scaling', parked: true });
    const taken = expect.objectContaining({ code: 'RECORD_EXISTS' }) as Error;
    const id = aside?.id ?? '';
    expect(() => {
      quarantine(a).edit(id, { price: '81' });
    }).toThrow(taken);
    expect(quarantine(a).retry([id]).failed).toMatchObject([{ id }]);
    quarantine(a).edit(id, { name: 'Scaling, small' });
    await settleDesks([a, b]);
    expect(b.records.get('treatments', mine.key).values).toMatchObject({
      name: 'Scaling, small',
      price: '80',
    });
    await expectEqual(a, b);
  });

  it('refuses what is not set aside', async () => {
    const { a } = await twoDesks();
    const unknown = expect.objectContaining({ code: 'QUARANTINE_NOT_FOUND' }) as Error;
    for (const id of ['patients:none', 'nothing', 'stuff:1']) {
      expect(() => quarantine(a).retry([id])).toThrow(unknown);
    }
    expect(() => {
      quarantine(a).undo(7);
    }).toThrow(expect.objectContaining({ code: 'DISCARD_NOT_FOUND' }) as Error);
  });
});
