import { describe, expect, it } from 'vitest';
import { type Desk, expectEqual, settleDesks, twoDesks } from '../../support/two-desks.ts';

const conflicts = (desk: Desk) => desk.engine.services.conflicts;
const open = (desk: Desk) => conflicts(desk).list({ resolved: false });
const code = (name: string) => expect.objectContaining({ code: name }) as Error;

/** A prescription whose dose was changed at both desks; desk a has the conflict. */
async function disputedDose() {
  const { a, b } = await twoDesks();
  const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
  const pills = a.records.add('prescriptions', {
    patient_id: rex.key,
    medication: 'Amoxicillin',
    dose: '50',
    unit: 'mg',
    route: 'oral',
    is_active: true,
  });
  await settleDesks([a, b]);
  a.records.set('prescriptions', pills.key, { dose: '0.05', unit: 'g' });
  b.records.set('prescriptions', pills.key, { dose: '75' });
  await settleDesks([b, a]);
  return { a, b, key: pills.key };
}

/** Two treatments of one name: desk a's had a price of its own before, so it keeps its place without the name. */
async function disputedName() {
  const { a, b } = await twoDesks();
  const scaling = a.records.add('treatments', { name: 'Scaling', price: '80' });
  await settleDesks([a, b]);
  a.records.set('treatments', scaling.key, { name: 'Polish' });
  b.records.add('treatments', { name: 'Polish' });
  await b.sync();
  await a.sync({ direction: 'pull' });
  return { a, b, key: scaling.key };
}

describe('resolving', () => {
  it('merges field by field, or with a value that somebody typed, checked like any other', async () => {
    const { a, b, key } = await disputedDose();
    const [dose] = open(a);
    const id = dose?._id ?? '';
    const wrong = { strategy: 'merge', choices: { dose: { value: 'much' } } };
    expect(() => conflicts(a).resolve(id, wrong)).toThrow(code('VALUE_INVALID'));
    expect(() => conflicts(a).resolve(id, { strategy: 'merge' })).toThrow(code('VALUE_INVALID'));
    const choices = { dose: { value: '60' }, unit: 'remote' } as const;
    conflicts(a).resolve(id, { strategy: 'merge', choices, notes: 'called the vet' });
    expect(open(a)).toEqual([]);
    await settleDesks([a, b]);
    expect(b.records.get('prescriptions', key).values).toMatchObject({ dose: '60', unit: 'mg' });
    await expectEqual(a, b);
  });

  it('renames this desk’s record where the server gave its name to another one', async () => {
    const { a, b, key } = await disputedName();
    const [conflict] = open(a);
    expect(conflict).toMatchObject({
      kind: 'unique',
      localValue: 'Polish',
      suggestion: expect.stringMatching(/^Polish_[a-z0-9]{4}$/) as string,
      recommendation: { strategy: 'rename_local' },
    });
    conflicts(a).resolve(conflict?._id ?? '', { strategy: 'rename_local' });
    await settleDesks([a, b]);
    expect(b.records.get('treatments', key).values.name).toBe(conflict?.suggestion);
    await expectEqual(a, b);
  });

  it('says before anything is sent that a name is taken here, and what would be free', async () => {
    const { a } = await twoDesks();
    a.records.add('treatments', { name: 'Scaling' });
    let ending: string | undefined;
    try {
      a.records.add('treatments', { name: 'Scaling' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'RECORD_EXISTS', details: { column: 'name' } });
      ending = /“(_[a-z0-9]{4})”/.exec((error as { action: string }).action)?.[1];
    }
    expect(a.records.add('treatments', { name: `Scaling${ending ?? ''}` }).title).toMatch(/_/);
    // A chip number is read from a chip: none is made up.
    a.records.add('patients', { name: 'Rex', species: 'dog', microchip: '9' });
    expect(() =>
      a.records.add('patients', { name: 'Mia', species: 'cat', microchip: '9' }),
    ).toThrow(
      expect.objectContaining({ action: expect.not.stringContaining('“') as string }) as Error,
    );
  });

  it.each(['keep_local', 'keep_remote'] as const)(
    'undoes %s before it is sent: the record is as it was, and the other choice still works',
    async (strategy) => {
      const { a, b, key } = await disputedDose();
      const before = a.records.get('prescriptions', key);
      const [id = ''] = open(a).map(({ _id }) => _id);
      conflicts(a).resolve(id, { strategy });
      expect(conflicts(a).list({ resolved: true })).toMatchObject([
        { undoable: true },
        { undoable: true },
      ]);
      conflicts(a).undo(id);
      expect(open(a)).toHaveLength(2);
      expect(a.records.get('prescriptions', key)).toMatchObject({
        values: before.values,
        syncStatus: 'conflict',
      });
      expect(() => {
        conflicts(a).undo(id);
      }).toThrow(code('CONFLICT_OPEN'));
      const other = strategy === 'keep_local' ? 'keep_remote' : 'keep_local';
      conflicts(a).resolve(id, { strategy: other });
      await settleDesks([a, b]);
      expect(b.records.get('prescriptions', key).values).toMatchObject(
        other === 'keep_local' ? { dose: '0.05', unit: 'g' } : { dose: '75', unit: 'mg' },
      );
      await expectEqual(a, b);
    },
  );

  it.each(['keep_local', 'keep_remote'] as const)(
    'asks again about a field whose decision (%s) everybody has by now',
    async (strategy) => {
      const { a, b, key } = await disputedDose();
      const [id = ''] = open(a).map(({ _id }) => _id);
      conflicts(a).resolve(id, { strategy });
      await settleDesks([a, b]);
      b.records.set('prescriptions', key, { frequency: 'twice a day' });
      await settleDesks([b, a]);
      conflicts(a).undo(id);
      await settleDesks([a, b]);
      expect(
        open(a)
          .map(({ field }) => field)
          .sort(),
      ).toEqual(['dose', 'unit']);
      const other = strategy === 'keep_local' ? 'keep_remote' : 'keep_local';
      conflicts(a).resolve(id, { strategy: other });
      await settleDesks([a, b]);
      expect(b.records.get('prescriptions', key).values).toMatchObject(
        other === 'keep_local' ? { dose: '0.05', unit: 'g' } : { dose: '75', unit: 'mg' },
      );
      await expectEqual(a, b);
    },
  );

  it('undoes a decision about a deleted record until it is sent', async () => {
    const { a, b } = await twoDesks();
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
    await settleDesks([a, b]);
    a.records.delete('patients', rex.key);
    b.records.set('patients', rex.key, { breed: 'Collie' });
    await settleDesks([b, a]);
    const [id = ''] = open(a).map(({ _id }) => _id);
    const unfit = { strategy: 'merge', newValue: 'x' };
    expect(() => conflicts(a).resolve(id, unfit)).toThrow(code('STRATEGY_UNKNOWN'));
    conflicts(a).resolve(id, { strategy: 'keep_remote' });
    expect(a.records.list({ table: 'patients' }).total).toBe(1);
    conflicts(a).undo(id);
    expect(a.records.list({ table: 'patients' }).total).toBe(0);
    conflicts(a).resolve(id, { strategy: 'keep_local' });
    await settleDesks([a, b]);
    expect(() => {
      conflicts(a).undo(id);
    }).toThrow(code('CONFLICT_CHANGED'));
    expect(b.records.list({ table: 'patients' }).total).toBe(0);
    await expectEqual(a, b);
  });

  it('decides many at once, and says which could not be', async () => {
    const { a, b, key } = await disputedDose();
    const answer = await conflicts(a).resolveMany({ strategy: 'keep_remote' });
    expect(answer).toMatchObject({
      resolved: [expect.any(String), expect.any(String)],
      failed: [],
    });
    expect(a.engine.services.backups.list()).toMatchObject([{ reason: 'before-bulk-resolve' }]);
    expect(
      await conflicts(a).resolveMany({ ids: answer.resolved, strategy: 'keep_local' }),
    ).toEqual({
      resolved: [],
      failed: answer.resolved.map((id) => ({
        id,
        reason: expect.stringContaining('already') as string,
        said: [{ code: 'CONFLICT_RESOLVED', values: { id } }],
      })),
    });
    await settleDesks([a, b]);
    expect(a.records.get('prescriptions', key).values).toMatchObject({ dose: '75', unit: 'mg' });
    await expectEqual(a, b);
  });
});
