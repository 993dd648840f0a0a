import { describe, expect, it } from 'vitest';
import type { Repair } from '../../../shared/api/repair.ts';
import { behindTracking } from '../../support/behind-tracking.ts';
import { type Desk, expectEqual, settleDesks, twoDesks } from '../../support/two-desks.ts';

/** Runs one to its end. */
async function repair(desk: Desk): Promise<Repair> {
  const { services } = desk.engine;
  services.repair.start();
  const watching = new AbortController();
  for await (const now of services.repair.watch(watching.signal)) {
    if (now === null || now.state === 'running') continue;
    watching.abort();
    return now;
  }
  throw new Error('the repair did not end');
}

function states(repaired: Repair): Record<string, string> {
  return Object.fromEntries(repaired.steps.map(({ id, state }) => [id, state]));
}

function detail(repaired: Repair, id: string): string {
  return repaired.steps.find((step) => step.id === id)?.detail ?? '';
}

async function settledDesks() {
  const { a, b, server } = await twoDesks();
  const keys = ['Ada', 'Ben', 'Cleo', 'Dora'].map(
    (full_name) => a.records.add('owners', { full_name, phone: '1' }).key,
  );
  await settleDesks([a, b]);
  return { a, b, server, keys: keys as [string, string, string, string] };
}

describe('repairing', () => {
  it('looks, backs up, and changes nothing where nothing is wrong', async () => {
    const { a, b } = await settledDesks();
    const repaired = await repair(a);
    expect(repaired).toMatchObject({ state: 'healthy', endedAt: expect.any(String) as string });
    expect(states(repaired)).toEqual({
      diagnose: 'done',
      fix: 'skipped',
      backup: 'done',
      tracking: 'done',
      sync: 'done',
      compare: 'done',
      refetch: 'skipped',
      restart: 'skipped',
      proof: 'done',
    });
    expect(a.engine.services.backups.list()).toMatchObject([
      { reason: 'before-repair', state: 'verified' },
    ]);
    await expectEqual(a, b);
  });

  it('fetches what differs by content, removes what was deleted, and offers what only the desk has', async () => {
    const { a, b, keys } = await settledDesks();
    const [ada, ben, cleo] = keys;
    b.records.delete('owners', cleo);
    await settleDesks([b, a]);
    behindTracking(
      a.home,
      ["UPDATE owners SET notes = 'flipped' WHERE id = ?", ada],
      ['DELETE FROM owners WHERE id = ?', ben],
      ["INSERT INTO owners (id, full_name) VALUES (?, 'Cleo')", cleo],
      ["INSERT INTO owners (id, full_name) VALUES ('only-here', 'Untracked')"],
    );
    const repaired = await repair(a);
    expect(detail(repaired, 'compare')).toBe('Different: owners');
    expect(detail(repaired, 'refetch')).toBe(
      '2 records fetched; 1 removed that were deleted at the server; 1 that only this desk has are sent; ' +
        '0 left as they are, because an edit of them waits or they are newer here.',
    );
    expect(repaired).toMatchObject({ state: 'healthy' });
    await b.sync();
    await expectEqual(a, b);
    expect(b.records.get('owners', 'only-here').values).toMatchObject({ full_name: 'Untracked' });
  });

  it('[SYNC-11] does not send again what was deleted so long ago that the server has forgotten it', async () => {
    const { a, b, server, keys } = await settledDesks();
    b.records.delete('owners', keys[2]);
    await settleDesks([b, a]);
    await server.admin.pruneTombstones(0);
    behindTracking(a.home, ["INSERT INTO owners (id, full_name) VALUES (?, 'Cleo')", keys[2]]);
    const repaired = await repair(a);
    expect(detail(repaired, 'refetch')).toMatch(
      /^0 records fetched; 1 removed .* 0 that only this desk has/,
    );
    await b.sync();
    expect(b.records.list({ table: 'owners' }).records).toHaveLength(3);
    await expectEqual(a, b);
  });

  it('never writes over an edit that waits', async () => {
    const { a, b, keys } = await settledDesks();
    const [ada, ben] = keys;
    a.records.set('owners', ada, { phone: 'mine' });
    b.records.set('owners', ada, { phone: 'theirs' });
    await b.sync();
    await a.sync();
    behindTracking(a.home, ["UPDATE owners SET notes = 'flipped' WHERE id = ?", ben]);
    const repaired = await repair(a);
    expect(states(repaired)['refetch']).toBe('attention');
    expect(repaired.state).toBe('attention');
    expect(a.records.get('owners', ada).values).toMatchObject({ phone: 'mine' });
    expect(a.records.get('owners', ben).values).toMatchObject({ notes: null });
    expect(a.engine.services.conflicts.list({ resolved: false })).toHaveLength(1);
  });

  it('swaps unique values that were exchanged', async () => {
    const { a, b } = await twoDesks();
    const add = (username: string): string =>
      a.records.add('staff', { username, full_name: username, is_active: true }).key;
    const [one, two] = [add('one'), add('two')];
    await settleDesks([a, b]);
    behindTracking(
      a.home,
      ["UPDATE staff SET username = 'x' WHERE id = ?", one],
      ["UPDATE staff SET username = 'one' WHERE id = ?", two],
      ["UPDATE staff SET username = 'two' WHERE id = ?", one],
    );
    const repaired = await repair(a);
    expect(repaired.state).toBe('healthy');
    await expectEqual(a, b);
  });

  it('goes as far as it can without a line, and says what is left', async () => {
    const { a, keys } = await settledDesks();
    a.network.before = () => {
      throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
    };
    a.records.set('owners', keys[0], { phone: 'unsent' });
    const repaired = await repair(a);
    expect(states(repaired)).toMatchObject({
      backup: 'done',
      tracking: 'done',
      sync: 'failed',
      compare: 'skipped',
      refetch: 'skipped',
    });
    expect(repaired.state).toBe('failed');
    expect(a.records.get('owners', keys[0]).values).toMatchObject({ phone: 'unsent' });
  });

  it('is cancelled between two steps, and nothing is left half-done', async () => {
    const { a, b } = await settledDesks();
    const { services } = a.engine;
    services.repair.start();
    expect(services.repair.cancel()).toBe(true);
    const watching = new AbortController();
    for await (const now of services.repair.watch(watching.signal)) {
      if (now?.state === 'running') continue;
      expect(now).toMatchObject({ state: 'cancelled', cancellable: false });
      watching.abort();
    }
    expect(services.repair.cancel()).toBe(false);
    await expectEqual(a, b);
  });

  it('waits for a backup that runs, and makes its own after it', async () => {
    const { a } = await settledDesks();
    const { services } = a.engine;
    const running = services.backups.create({ reason: 'manual' });
    const repaired = await repair(a);
    expect((await running).state).toBe('verified');
    expect(repaired).toMatchObject({ state: 'healthy' });
    expect(services.backups.list().map(({ reason }) => reason)).toEqual([
      'before-repair',
      'manual',
    ]);
  });

  it('that was cut off is said to be at the next start', async () => {
    const { a } = await settledDesks();
    a.engine.services.repair.start();
    const { home } = a;
    const { readRepair, saveRepair } = await import('../../../engine/diagnose/repair-plan.ts');
    const running = readRepair(home);
    await a.engine.close();
    if (!running) throw new Error('nothing was written down');
    saveRepair(home, running);
    const again = await a.reopen();
    expect(again.engine.services.repair.get()).toMatchObject({
      state: 'failed',
      summary: 'The repair was cut off. Start it again.',
    });
  });

  it('says nothing of what the records hold', async () => {
    const { a } = await settledDesks();
    expect(JSON.stringify(await repair(a))).not.toMatch(/Ada|Ben|Cleo|Dora/);
  });
});
