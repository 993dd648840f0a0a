import { describe, expect, it } from 'vitest';
import { type Desk, expectEqual, settleDesks, twoDesks } from '../../support/two-desks.ts';

const conflicts = (desk: Desk) => desk.engine.services.conflicts;
const open = (desk: Desk) => conflicts(desk).list({ resolved: false });
const title = (name: string) => expect.objectContaining({ title: name }) as unknown;

/** Desk a edited first and b after it; a has the conflicts. */
async function disputedPatients(names: readonly string[]) {
  const { a, b } = await twoDesks();
  const keys = a.records.addMany(
    'patients',
    names.map((name) => ({ name, species: 'dog', breed: 'Mix' })),
  );
  await settleDesks([a, b]);
  for (const key of keys) a.records.set('patients', key, { breed: 'Collie' });
  for (const key of keys) b.records.set('patients', key, { breed: 'Beagle' });
  await settleDesks([b, a]);
  return { a, b, keys };
}

describe('resolving without a person', () => {
  it('says who wrote the server’s value, at which desk and when, and how far this clock is off', async () => {
    const { a, b } = await disputedPatients(['Rex']);
    const [here] = open(a);
    expect(here).toMatchObject({ remoteActor: 'staff', localActor: 'staff' });
    expect(here?.remoteDevice).toBe((await b.engine.services.sync.status()).device.name);
    expect(Math.abs(Date.parse(here?.remoteAt ?? '') - Date.now())).toBeLessThan(600_000);
    expect(Math.abs(here?.clockSkewMs ?? Number.NaN)).toBeLessThan(60_000);
    await settleDesks([a, b]);
    const { remoteActor, remoteAt, clockSkewMs } = here ?? {};
    expect(open(b)).toMatchObject([{ remoteActor, remoteAt, clockSkewMs }]);
  });

  it('keeps what was written later at the server, up to a limit, and says what it would do first', async () => {
    const { a, b, keys } = await disputedPatients(['Rex', 'Mia', 'Bo']);
    const preview = await conflicts(a).autoResolve({ max: 2, dryRun: true });
    expect(preview).toMatchObject({
      dryRun: true,
      resolved: [{ strategy: 'keep_remote' }, { strategy: 'keep_remote' }],
      skipped: [{ reason: 'not more than 2 are decided at once' }],
      failed: [],
    });
    expect(open(a)).toHaveLength(3);
    const done = await conflicts(a).autoResolve({ max: 2, dryRun: false });
    expect(done).toEqual({ ...preview, dryRun: false });
    expect(a.engine.services.backups.list()).toMatchObject([{ reason: 'before-bulk-resolve' }]);
    const [left] = open(a);
    expect(open(a)).toHaveLength(1);
    const others = await conflicts(a).autoResolve({ max: 10, dryRun: false, ids: ['another'] });
    expect(others).toEqual({ dryRun: false, resolved: [], skipped: [], failed: [] });
    const ids = [left?._id ?? ''];
    const [one] = (await conflicts(a).autoResolve({ max: 10, dryRun: false, ids })).resolved;
    expect(one).toMatchObject({ field: 'breed', before: left?.localValue, after: 'Beagle' });
    await settleDesks([a, b]);
    for (const key of keys) expect(a.records.get('patients', key).values.breed).toBe('Beagle');
    expect(conflicts(b).list({ resolved: true })[0]?.notes).toMatch(/^auto-resolve: /);
    await expectEqual(a, b);
  });

  it('gives a new record another name, one in conflict and one set aside, and leaves the rest', async () => {
    const { a, b } = await twoDesks();
    const scaling = a.records.add('treatments', { name: 'Scaling' });
    const rex = a.records.add('patients', { name: 'Rex', species: 'dog' });
    const mia = a.records.add('patients', { name: 'Mia', species: 'cat', microchip: '1' });
    await settleDesks([a, b]);
    a.records.set('treatments', scaling.key, { name: 'Polish' });
    a.records.add('staff', { username: 'mara', full_name: 'Mara A', is_active: true });
    a.records.set('patients', mia.key, { microchip: '77' });
    a.records.delete('patients', rex.key);
    b.records.add('treatments', { name: 'Polish' });
    b.records.add('staff', { username: 'mara', full_name: 'Mara B', is_active: true });
    b.records.add('patients', { name: 'Ada', species: 'dog', microchip: '77' });
    b.records.set('patients', rex.key, { breed: 'Mix' });
    await b.sync();
    await a.sync();
    const answer = await conflicts(a).autoResolve({ max: 10, dryRun: false });
    expect(answer.resolved).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          strategy: 'rename_local',
          quarantined: false,
          value: expect.stringMatching(/^Polish_[a-z0-9]{4}$/) as string,
        }),
        expect.objectContaining({
          strategy: 'rename_local',
          quarantined: true,
          title: 'Mara A',
          value: expect.stringMatching(/^mara_[a-z0-9]{4}$/) as string,
        }),
      ]),
    );
    expect(answer.resolved).toHaveLength(2);
    expect(answer.skipped).toEqual(expect.arrayContaining([title('Mia'), title('Rex')]));
    expect(answer.failed).toEqual([]);
    await settleDesks([a, b]);
    expect(b.records.list({ table: 'staff' }).total).toBe(2);
    // The same microchip may also mean the same patient: that is asked beside it.
    const kinds = open(a).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['delete-edit', 'duplicate', 'unique']);
  });
});
