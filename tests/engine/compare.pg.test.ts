import { expect, describe, it } from 'vitest';
import { MOST_DIFFERING_ROWS } from '../../shared/api/compare.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { behindTracking } from '../support/behind-tracking.ts';
import { expectEqual, settleDesks, twoDesks } from '../support/two-desks.ts';

async function settled() {
  const { a, b } = await twoDesks();
  const add = (full_name: string) => a.records.add('owners', { full_name, phone: '1' }).key;
  const keys = ['Ada', 'Ben', 'Cleo'].map(add) as [string, string, string];
  const patient = a.records.add('patients', { name: 'Rex', species: 'dog' }).key;
  await settleDesks([a, b]);
  return { a, b, keys, patient };
}

describe('comparing both sides', () => {
  it('says which tables differ, tells how far it is, and is remembered after a restart', async () => {
    const { a, keys, patient } = await settled();
    const { compare } = a.engine.services;
    expect(compare.last()).toBeNull();
    expect(await compare.run()).toMatchObject({ equal: true, atRest: true });

    behindTracking(a.home, ["UPDATE owners SET notes = 'flipped' WHERE id = ?", keys[0]]);
    const watching = new AbortController();
    const seen: string[] = [];
    const watched = (async () => {
      for await (const { phase } of compare.progress(watching.signal)) seen.push(phase);
    })();
    const report = await compare.run();
    watching.abort();
    await watched;
    expect(report).toMatchObject({ equal: false, atRest: true });
    expect(report.tables.filter(({ equal }) => !equal)).toMatchObject([
      { table: 'owners', here: 3, there: 3 },
    ]);
    expect(seen.at(-1)).toBe('done');
    expect(seen.length).toBeGreaterThan(1);

    const again = await a.reopen();
    expect(again.engine.services.compare.last()).toEqual(report);
    expect(again.records.get('patients', patient).values['name']).toBe('Rex');
  });

  it('lists which records differ: by key, where, and with the fields, and no value', async () => {
    const { a, b, keys } = await settled();
    const [ada, ben, cleo] = keys;
    behindTracking(
      a.home,
      ["UPDATE owners SET notes = 'flipped', phone = '2' WHERE id = ?", ada],
      ['DELETE FROM owners WHERE id = ?', ben],
      ["INSERT INTO owners (id, full_name) VALUES ('only-here', 'Dora')"],
    );
    a.records.set('owners', cleo, { email: 'cleo@example.org' });
    const found = await a.engine.services.compare.rows('owners');
    expect(found).toMatchObject({ table: 'owners', count: 4 });
    expect([...found.rows].sort((x, y) => x.key.localeCompare(y.key))).toEqual(
      [
        { key: ada, where: 'both', columns: ['phone', 'notes'], waiting: false },
        { key: ben, where: 'there', columns: [], waiting: false },
        { key: cleo, where: 'both', columns: ['email'], waiting: true },
        { key: 'only-here', where: 'here', columns: [], waiting: false },
      ].sort((x, y) => x.key.localeCompare(y.key)),
    );
    expect(JSON.stringify(found)).not.toMatch(/flipped|Dora|cleo@/);
    // Looking changed nothing.
    expect(a.records.get('owners', ada).values['notes']).toBe('flipped');
    expect(await a.engine.services.compare.rows('patients')).toMatchObject({ count: 0, rows: [] });
    await expect(a.engine.services.compare.rows('owner')).rejects.toMatchObject({
      code: 'TABLE_UNKNOWN',
    });
    expect(b.records.get('owners', ben).values['full_name']).toBe('Ben');
  });

  it('lists two hundred and counts the rest', async () => {
    const { a } = await settled();
    const many = MOST_DIFFERING_ROWS + 30;
    behindTracking(
      a.home,
      ...Array.from(
        { length: many },
        (_, index) =>
          ['INSERT INTO treatments (id, name) VALUES (?, ?)', `t${index}`, `T ${index}`] as const,
      ),
    );
    const found = await a.engine.services.compare.rows('treatments');
    expect([found.count, found.rows.length]).toEqual([many, MOST_DIFFERING_ROWS]);
  });

  it('proves nothing while an edit waits, or where one is made meanwhile', async () => {
    const { a, b, keys } = await settled();
    a.records.set('owners', keys[0], { phone: '2' });
    expect(await a.engine.services.compare.run()).toMatchObject({ equal: false, atRest: false });
    await settleDesks([a, b]);

    const watching = new AbortController();
    const editing = (async () => {
      for await (const { phase } of a.engine.services.compare.progress(watching.signal)) {
        if (phase !== 'here') continue;
        a.records.set('owners', keys[1], { phone: '3' });
        return;
      }
    })();
    expect(await a.engine.services.compare.run()).toMatchObject({ atRest: false });
    await editing;
    await settleDesks([a, b]);
    await expectEqual(a, b);
  });

  it('says so where the server cannot be asked, and reads no further', async () => {
    const { a } = await settled();
    const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO owners (id, full_name) SELECT 'many ' || i, 'Ann' FROM n`;
    behindTracking(a.home, [many]);
    a.network.hold = () => {
      throw new SatchelError('SERVER_UNREACHABLE', { server: 'the server' });
    };
    const { compare } = a.engine.services;
    const watching = new AbortController();
    let read = 0;
    const watched = (async () => {
      for await (const { rows } of compare.progress(watching.signal)) read = Math.max(read, rows);
    })();
    await expect(compare.run()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    watching.abort();
    await watched;
    expect(read).toBeLessThan(20_000);
    expect(compare.last()).toBeNull();
  });

  it('ends when it is told to, and what was known stays', async () => {
    const { a } = await settled();
    const { compare } = a.engine.services;
    const before = await compare.run();
    const stop = new AbortController();
    a.network.hold = () => {
      stop.abort();
      return undefined;
    };
    await expect(compare.run(stop.signal)).rejects.toMatchObject({ code: 'COMPARE_CANCELLED' });
    await expect(compare.rows('owners', stop.signal)).rejects.toMatchObject({
      code: 'COMPARE_CANCELLED',
    });
    expect(compare.last()).toEqual(before);
  });
});
