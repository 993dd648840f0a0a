import { describe, expect, it } from 'vitest';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { type Desk, expectEqual, openDesk, settleDesks } from '../support/two-desks.ts';

const names = (desk: Desk) =>
  desk.records
    .list({ table: 'patients' })
    .records.map(({ title }) => title)
    .sort();

/** Desk c was away while others deleted, and the server has forgotten those deletions. */
async function awayTooLong(patients: readonly string[]) {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const [a, b, c] = [await openDesk(access), await openDesk(access), await openDesk(access)];
  const keys = a.records.addMany(
    'patients',
    patients.map((name) => ({ name, species: 'dog' })),
  );
  await settleDesks([a, b, c]);
  const forget = async () => {
    a.records.add('owners', { full_name: 'Ana' });
    await a.sync();
    await b.sync({ acceptDeletes: true });
    const [pruned] = await server.admin.pruneTombstones(0);
    // Something after the floor, so that desk c has something to ask for.
    a.records.add('owners', { full_name: 'Ben' });
    await settleDesks([a, b]);
    return pruned;
  };
  return { server, a, b, c, keys, forget };
}

describe('[SYNC-11] a desk that was away for longer than deletions are remembered', () => {
  it('[SYNC-11] drops what was deleted, keeps its outbox, and asks about what it had edited', async () => {
    const { a, b, c, keys, forget } = await awayTooLong(['Rex', 'Mia', 'Bo', 'Kim']);
    const [rex, mia, bo] = keys as [string, string, string];
    c.records.set('patients', mia, { breed: 'Collie' });
    const child = c.records.add('visits', {
      patient_id: bo,
      visited_at: '2026-11-20T10:00:00.000Z',
    });
    c.records.add('patients', { name: 'New', species: 'cat' });
    for (const key of [rex, mia, bo]) a.records.delete('patients', key);
    expect(await forget()).toMatchObject({ forgotten: 3 });

    const report = await c.sync();
    expect(report.error).toBeNull();
    expect(
      c.engine.services.sync.runDetail(report.id).events.map(({ message }) => message),
    ).toEqual(expect.arrayContaining([expect.stringContaining('away for longer') as string]));
    expect(names(c)).toEqual(['Kim', 'Mia', 'New']);
    expect(c.engine.services.conflicts.list({ resolved: false })).toMatchObject([
      { kind: 'edit-delete', localId: mia },
    ]);
    expect(c.engine.services.quarantine.list()).toMatchObject([
      { table: 'visits', key: child.key },
    ]);
    await settleDesks([a, b]);
    expect(names(b)).toEqual(['Kim', 'New']);

    const [conflict] = c.engine.services.conflicts.list({ resolved: false });
    c.engine.services.conflicts.resolve(conflict?._id ?? '', { strategy: 'keep_local' });
    c.engine.services.quarantine.discard(`visits:${child.key}`, { dependants: false });
    await settleDesks([c, a, b]);
    expect(names(a)).toEqual(['Kim', 'Mia', 'New']);
    await expectEqual(a, b, c);
  });

  it('[SYNC-11] does not trouble a desk that has heard of them, and compares only once', async () => {
    const { a, b, c, keys, forget } = await awayTooLong(['Rex', 'Mia']);
    a.records.delete('patients', keys[0] ?? '');
    await forget();
    await c.sync();
    const again = await c.sync();
    expect(again.remoteToLocal).toEqual({});
    const seen = b.engine.services.sync
      .runs(50)
      .flatMap(({ id }) => b.engine.services.sync.runDetail(id).events);
    expect(seen.map(({ level }) => level)).not.toContain('warn');
    await expectEqual(a, b, c);
  });

  it('[SYNC-14] stops before it drops very many, until a person lets it', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `Dog ${String(index)}`);
    const { a, b, c, keys, forget } = await awayTooLong(many);
    for (const key of keys) a.records.delete('patients', key);
    await forget();
    expect((await c.sync()).error?.code).toBe('SYNC_BRAKE');
    expect(names(c)).toHaveLength(30);
    expect((await c.sync()).error?.code).toBe('SYNC_BRAKE');
    expect((await c.sync({ acceptDeletes: true })).error).toBeNull();
    expect(names(c)).toEqual([]);
    await expectEqual(a, b, c);
  });
});
