import { describe, expect, it } from 'vitest';
import { settleRow } from '../../../engine/conflicts/settle-choice.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import { applyRemote } from '../../../engine/store/gate.ts';
import { listQuarantine } from '../../../engine/store/quarantine-store.ts';
import type { Page } from '../../../engine/sync/page.ts';
import { rowIdentity } from '../../../engine/sync/superseded.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

const keeper = (id: string, name: string, { badge = null, login = id }: Keeper = {}) => ({
  table: 'keepers',
  row: [id, name, badge, login],
});
interface Keeper {
  badge?: string | null;
  login?: string;
}
const pet = (id: string, keeperId: string | null, { note = null, name = 'Rex' }: Pet = {}) => ({
  table: 'pets',
  row: [id, keeperId, name, note, 4],
});
interface Pet {
  note?: string | null;
  name?: string;
}
const all = (desk: TestDesk, table: string) =>
  desk.store.db.all<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY id`);

describe('applying pages', () => {
  it('[SYNC-7] ignores an image that is not newer than the held one', async () => {
    const desk = openTestDesk();
    await desk.pull(5, [pet('p1', null, { note: 'new' })]);
    await desk.pull(6, [{ ...pet('p1', null, { note: 'old' }), version: 4 }]);
    await desk.pull(7, [{ ...pet('p1', null, { note: 'other' }), version: 5 }]);
    expect(all(desk, 'pets')).toMatchObject([{ id: 'p1', note: 'new' }]);
  });

  it('[TRK-2] leaves nothing dirty after applying, and tracking on', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper('k1', 'Ann'), pet('p1', 'k1')]);
    expect(desk.store.db.get('SELECT count(*) AS count FROM _sync_dirty')).toEqual({ count: 0 });
    desk.store.db.run("UPDATE pets SET note = 'edited' WHERE id = 'p1'");
    desk.store.gather();
    expect(findDirty(desk.store.db, 1, 'p1')).toMatchObject({ op: 'update' });
  });

  it('[SYNC-6] lets two records swap a unique value', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper('k1', 'Ann', { badge: 'A' }), keeper('k2', 'Ben', { badge: 'B' })]);
    await desk.pull(2, [keeper('k1', 'Ann', { badge: 'B' }), keeper('k2', 'Ben', { badge: 'A' })]);
    expect(all(desk, 'keepers')).toMatchObject([
      { id: 'k1', badge: 'B' },
      { id: 'k2', badge: 'A' },
    ]);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
  });

  it('[SYNC-6] parks an unsent value that the server gave to another record, as a conflict', async () => {
    const desk = openTestDesk();
    desk.store.db.run("INSERT INTO keepers VALUES ('k1', 'Ann', 'A', 'ann')");
    await desk.pull(1, [keeper('k2', 'Ben', { badge: 'A' })]);
    expect(all(desk, 'keepers')).toMatchObject([
      { id: 'k1', badge: null },
      { id: 'k2', badge: 'A' },
    ]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([
      { kind: 'unique', field: 'badge', mine: 'A' },
    ]);
  });

  it('[SYNC-6] sets an unsent record aside whole where the value may not be empty', async () => {
    const desk = openTestDesk();
    desk.store.db.run("INSERT INTO keepers VALUES ('k1', 'Ann', NULL, 'same')");
    await desk.pull(1, [keeper('k2', 'Ben', { login: 'same' })]);
    expect(all(desk, 'keepers')).toMatchObject([{ id: 'k2' }]);
    const [aside] = listQuarantine(desk.store.db);
    expect(aside).toMatchObject({ pk: 'k1', reason: 'unique', columns: ['login'] });
    expect(JSON.parse(aside?.detail ?? '')).toEqual(['k1', 'Ann', null, 'same']);
  });

  it('[SYNC-6] brings back a record deleted here that records from elsewhere reference', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper('k1', 'Ann')]);
    desk.store.db.run("DELETE FROM keepers WHERE id = 'k1'");
    await desk.pull(2, [pet('p1', 'k1')]);
    expect(all(desk, 'keepers')).toMatchObject([{ id: 'k1' }]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'parent-deleted', pk: 'k1' }]);
    expect(desk.store.db.all('PRAGMA foreign_key_check')).toEqual([]);
  });

  it.each([
    ['that was edited since it came back', "UPDATE keepers SET name = 'Anna' WHERE id = 'k1'"],
    ['as it came back', "UPDATE keepers SET name = 'Anna' WHERE id = 'nobody'"],
  ])('[SYNC-6] deletes a parent after all, %s, where a person decides so', async (_, since) => {
    const desk = openTestDesk();
    const { db } = desk.store;
    await desk.pull(1, [keeper('k1', 'Ann')]);
    db.run("DELETE FROM keepers WHERE id = 'k1'");
    await desk.pull(2, [pet('p1', 'k1')]);
    db.run(since);
    desk.store.gather();
    const [conflict] = listConflicts(db, {});
    if (!conflict) throw new RangeError('nothing to decide');
    const keepers = desk.access.get('keepers');
    applyRemote(desk.store, () => {
      settleRow(desk.store, keepers, { conflict, strategy: 'keep_local', by: 'mara', at: 1 });
    });
    expect(all(desk, 'keepers')).toEqual([]);
    expect(findDirty(db, keepers.id, 'k1')).toMatchObject({ op: 'delete', held: null });
    expect(keepers.readBase('k1')).toEqual(['k1', 'Ann', null, 'k1']);
  });

  it('[SYNC-6] sets aside an unsent record whose parent was deleted elsewhere', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper('k1', 'Ann')]);
    desk.store.db.run("INSERT INTO pets VALUES ('p1', 'k1', 'Rex', NULL, 4)");
    await desk.pull(2, [{ table: 'keepers', deleted: 'k1' }]);
    expect(listQuarantine(desk.store.db)).toMatchObject([
      { pk: 'p1', reason: 'missing-reference', columns: ['keeper_id'] },
    ]);
  });

  it('[SYNC-5] merges a remote change into an unsent edit of another column', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null)]);
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    await desk.pull(2, [pet('p1', null, { name: 'Max' })]);
    expect(all(desk, 'pets')).toMatchObject([{ id: 'p1', name: 'Max', note: 'mine' }]);
    expect(findDirty(desk.store.db, 1, 'p1')).toMatchObject({ op: 'update', held: null });
  });

  it('records a conflict with base, mine and theirs, and keeps mine in the record', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null, { note: 'base' })]);
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    await desk.pull(2, [pet('p1', null, { note: 'theirs' })]);
    expect(all(desk, 'pets')).toMatchObject([{ note: 'mine' }]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([
      { field: 'note', base: 'base', mine: 'mine', theirs: 'theirs', resolvedAt: null },
    ]);
    expect(desk.freeze()).toBeUndefined();
  });

  it('sends the other columns of a record whose conflict waits for a person', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null, { note: 'base' })]);
    desk.store.db.run("UPDATE pets SET note = 'mine', name = 'Max' WHERE id = 'p1'");
    await desk.pull(2, [pet('p1', null, { note: 'theirs' })]);
    const batch = desk.freeze();
    const [, mutation] = Buffer.from(batch?.body ?? [])
      .toString('utf8')
      .split('\n');
    expect(JSON.parse(mutation ?? '') as unknown[]).toMatchObject({ 0: 'u', 8: [2], 9: ['Max'] });
  });

  it('closes a conflict when the other side comes to the same value', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null, { note: 'base' })]);
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    await desk.pull(2, [pet('p1', null, { note: 'theirs' })]);
    await desk.pull(3, [pet('p1', null, { note: 'mine' })]);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
    expect(findDirty(desk.store.db, 1, 'p1')).toBeUndefined();
  });

  it('[TRK-4] an edit that was undone while it was on its way is none against a deletion there', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null, { note: 'base' })]);
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    desk.freeze();
    desk.store.db.run("UPDATE pets SET note = 'base' WHERE id = 'p1'");
    await desk.pull(2, [{ table: 'pets', deleted: 'p1' }]);
    expect(all(desk, 'pets')).toEqual([]);
    expect(findDirty(desk.store.db, 1, 'p1')).toBeUndefined();
    expect(listConflicts(desk.store.db, {})).toEqual([]);
  });

  it('a deletion here stands where the record there is as it was, at a later version', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null)]);
    desk.store.db.run("DELETE FROM pets WHERE id = 'p1'");
    await desk.pull(4, [pet('p1', null)]);
    expect(findDirty(desk.store.db, 1, 'p1')).toMatchObject({ op: 'delete', held: null });
    expect(desk.access.get('pets').held('p1')).toEqual({ epoch: 1, version: 4 });
  });

  it('[SYNC-12] passes over rows of a table it does not know, and refuses a page that names none', async () => {
    const desk = openTestDesk();
    const rows = [keeper('k1', 'Ann'), pet('p1', null), { table: 'pets', deleted: 'p2' }];
    const named = (name: string) => (page: Page) => ({
      ...page,
      header: {
        ...page.header,
        tables: page.header.tables.map((frame) =>
          frame.name === 'pets' ? { ...frame, name } : frame,
        ),
      },
    });
    await desk.pull(1, rows, { page: named('parrots') });
    expect([all(desk, 'keepers').length, all(desk, 'pets')]).toEqual([1, []]);
    const nameless = (page: Page) => ({ ...page, header: { ...page.header, tables: [] } });
    await expect(desk.pull(2, rows, { page: nameless })).rejects.toMatchObject({
      code: 'SYNC_TORN',
    });
    expect(desk.store.db.get('SELECT cursor FROM _sync_desk')).toEqual({ cursor: '1.1.n1' });
  });

  it('[SYNC-6] skips an image of which a later page holds a newer one, and no other', async () => {
    const desk = openTestDesk();
    await desk.pull(3, [pet('p1', null), pet('p2', null), pet('p3', null)], {
      superseded: new Map([
        [rowIdentity('pets', 'p1'), 4],
        [rowIdentity('pets', 'p2'), 3],
      ]),
    });
    expect(all(desk, 'pets').map(({ id }) => id)).toEqual(['p2', 'p3']);
  });

  it.each([
    ['an older image', pet('p1', null, { note: 'old' }), 'update', 'new'],
    ['the deletion before it came back', { table: 'pets', deleted: 'p1' }, 'insert', 'new'],
    ['the same image', pet('p1', null, { note: 'new' }), 'update', 'new'],
  ])(
    '[SYNC-8] offers again what a restored server lost, where it shows %s',
    async (_, shown, op, note) => {
      const desk = openTestDesk();
      await desk.pull(5, [pet('p1', null, { note: 'new' })]);
      await desk.pull(6, [{ ...shown, version: 2 }], { reconciliation: { epoch: 2, known: 3 } });
      expect(findDirty(desk.store.db, 1, 'p1')?.op).toBe(op);
      expect(all(desk, 'pets')).toMatchObject([{ note }]);
    },
  );

  it('[SYNC-8] sends an edit that contradicts what a restored server lost, also where it says what the server has', async () => {
    const desk = openTestDesk();
    await desk.pull(2, [pet('p1', null, { note: 'old' })]);
    await desk.pull(5, [pet('p1', null, { note: 'new' })]);
    desk.store.db.run("UPDATE pets SET note = 'old' WHERE id = 'p1'");
    const shown = { ...pet('p1', null, { note: 'old' }), version: 2 };
    await desk.pull(6, [shown], { reconciliation: { epoch: 2, known: 3 } });
    const [, sent] = Buffer.from(desk.freeze()?.body ?? [])
      .toString('utf8')
      .split('\n');
    expect(JSON.parse(sent ?? '')).toMatchObject({ 0: 'u', 3: [1, 2], 8: [3], 9: ['old'] });
  });

  it('[SYNC-8] is asked where another desk offers what was taken back in what a restored server lost', async () => {
    const desk = openTestDesk();
    const old = pet('p1', null, { note: 'old' });
    await desk.pull(5, [old, { table: 'pets', deleted: 'p2' }]);
    const shown = [
      { ...old, version: 2 },
      { table: 'pets', deleted: 'p2', version: 2 },
    ];
    const reconciliation = { epoch: 2, known: 3 };
    // A pull that breaks off is begun again.
    await desk.pull(6, shown, { reconciliation });
    await desk.pull(6, shown, { reconciliation });
    const [, sent, trailer] = Buffer.from(desk.freeze()?.body ?? [])
      .toString('utf8')
      .split('\n');
    expect(JSON.parse(sent ?? '')).toMatchObject({ 0: 'u', 3: [1, 2] });
    expect(JSON.parse(trailer ?? '')).toMatchObject({ kind: 'trailer', count: 1 });
    await desk.pull(7, [pet('p1', null, { note: 'between' }), pet('p2', null)]);
    const asked = listConflicts(desk.store.db, { resolved: false });
    expect(asked.sort((a, b) => String(a.pk).localeCompare(String(b.pk)))).toMatchObject([
      { pk: 'p1', field: 'note', mine: 'old', theirs: 'between' },
      { pk: 'p2', kind: 'delete-edit' },
    ]);
  });

  it.each([
    ['what it offers again', ''],
    ['what it offers again with an edit', "UPDATE pets SET name = 'Max' WHERE id = 'p1'"],
  ])(
    '[SYNC-8] asks where somebody wrote %s, also where that is as the server was restored',
    async (_, edit) => {
      const desk = openTestDesk();
      await desk.pull(2, [pet('p1', null, { note: 'old' })]);
      await desk.pull(5, [pet('p1', null, { note: 'new' })]);
      desk.store.db.exec(edit);
      const shown = { ...pet('p1', null, { note: 'old' }), version: 2 };
      await desk.pull(6, [shown], { reconciliation: { epoch: 2, known: 3 } });
      await desk.pull(7, [pet('p1', null, { note: 'old' })]);
      const asked = listConflicts(desk.store.db, { resolved: false });
      expect(asked.find(({ field }) => field === 'note')).toMatchObject({
        mine: 'new',
        theirs: 'old',
      });
    },
  );

  it('[SYNC-8] offers a deletion again that a restored server lost', async () => {
    const desk = openTestDesk();
    await desk.pull(4, [pet('p1', null), pet('p2', null)]);
    await desk.pull(5, [
      { table: 'pets', deleted: 'p1' },
      { table: 'pets', deleted: 'p2' },
    ]);
    const shown = [
      { ...pet('p1', null), version: 2 },
      { table: 'pets', deleted: 'p2', version: 2 },
    ];
    await desk.pull(6, shown, { reconciliation: { epoch: 2, known: 3 } });
    expect(findDirty(desk.store.db, 1, 'p1')).toMatchObject({ op: 'delete' });
    expect(findDirty(desk.store.db, 1, 'p2')).toBeUndefined();
    expect(all(desk, 'pets')).toEqual([]);
  });

  it.each([
    ['keep_local', { 0: 'u', 3: [1, 2] }],
    ['keep_remote', { 0: 'd', 3: [1, 2] }],
  ] as const)(
    '[SYNC-8] sends what was decided about a deletion that a restored server lost: %s',
    async (strategy, mutation) => {
      const desk = openTestDesk();
      const { db } = desk.store;
      await desk.pull(2, [pet('p1', null, { note: 'base' })]);
      db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
      await desk.pull(5, [{ table: 'pets', deleted: 'p1' }]);
      const shown = { ...pet('p1', null, { note: 'base' }), version: 2 };
      await desk.pull(6, [shown], { reconciliation: { epoch: 2, known: 3 } });
      const [conflict] = listConflicts(db, { resolved: false });
      if (!conflict) throw new RangeError('nothing waits for a person');
      expect(desk.freeze()).toBeUndefined();
      applyRemote(desk.store, () => {
        settleRow(desk.store, desk.access.get('pets'), { conflict, strategy, by: 'mara', at: 1 });
      });
      const [, sent] = Buffer.from(desk.freeze()?.body ?? [])
        .toString('utf8')
        .split('\n');
      expect(JSON.parse(sent ?? '') as unknown[]).toMatchObject(mutation);
    },
  );

  it('never resurrects: a deletion there against an edit here waits for a person', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('p1', null, { note: 'base' })]);
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    await desk.pull(2, [{ table: 'pets', deleted: 'p1' }]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'edit-delete', field: '' }]);
    expect(desk.freeze()).toBeUndefined();
  });
});
