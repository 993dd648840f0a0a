import { describe, expect, it } from 'vitest';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import { aliases, withSystemTables } from '../../../shared/records/system-tables.ts';
import {
  openTestDesk,
  petSchema,
  type RemoteLine,
  type TestDesk,
} from '../../support/test-desk.ts';

const PETS = 1;
const ALIAS = aliases.name;

const pet = (id: string, note: string | null): RemoteLine => ({
  table: 'pets',
  row: [id, null, 'Rex', note, 4],
});
const alias = (oldKey: string, newKey: string): RemoteLine => ({
  table: ALIAS,
  row: [`pets:${oldKey}`, 'pets', oldKey, newKey, null, null],
});
const run = (desk: TestDesk, sql: string, ...params: string[]): void => {
  desk.store.db.run(sql, ...params);
  desk.store.gather();
};
const notes = (desk: TestDesk) => desk.store.db.all('SELECT id, note FROM pets ORDER BY id');
const open = () => openTestDesk({ schema: withSystemTables(petSchema) });

describe('an unsent edit of a record that was merged into another one elsewhere', () => {
  async function merged(mine: string): Promise<TestDesk> {
    const desk = open();
    await desk.pull(1, [pet('old', 'base'), pet('kept', 'base')]);
    run(desk, "UPDATE pets SET note = ? WHERE id = 'old'", mine);
    return desk;
  }

  it('is an edit of that one', async () => {
    const desk = await merged('mine');
    await desk.pull(2, [alias('old', 'kept'), { table: 'pets', deleted: 'old' }]);
    expect(notes(desk)).toEqual([{ id: 'kept', note: 'mine' }]);
    expect(findDirty(desk.store.db, PETS, 'old')).toBeUndefined();
    expect(findDirty(desk.store.db, PETS, 'kept')).toMatchObject({ op: 'update', held: null });
  });

  it('is none where that one has the value by now', async () => {
    const desk = await merged('same');
    await desk.pull(2, [
      alias('old', 'kept'),
      pet('kept', 'same'),
      { table: 'pets', deleted: 'old' },
    ]);
    expect(notes(desk)).toEqual([{ id: 'kept', note: 'same' }]);
    expect(desk.freeze()).toBeUndefined();
  });

  it('joins what is unsent of that one already', async () => {
    const desk = await merged('mine');
    run(desk, `UPDATE pets SET name = 'Max' WHERE id = 'kept'`);
    await desk.pull(2, [alias('old', 'kept'), { table: 'pets', deleted: 'old' }]);
    expect(notes(desk)).toEqual([{ id: 'kept', note: 'mine' }]);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
    expect(findDirty(desk.store.db, PETS, 'kept')).toMatchObject({ op: 'update', held: null });
  });

  it('stays with a person where that one has another unsent value, and neither is lost to a third', async () => {
    const desk = await merged('mine');
    run(desk, `UPDATE pets SET note = 'also mine', name = 'Max' WHERE id = 'kept'`);
    await desk.pull(2, [alias('old', 'kept'), { table: 'pets', deleted: 'old' }]);
    await desk.pull(3, [pet('kept', 'theirs')]);
    expect(notes(desk)).toEqual([
      { id: 'kept', note: 'also mine' },
      { id: 'old', note: 'mine' },
    ]);
    expect(
      listConflicts(desk.store.db, { resolved: false }).map(
        ({ pk, kind, field, mine, theirs }) => ({
          ...{ pk, kind, field, mine, theirs },
        }),
      ),
    ).toEqual([
      { pk: 'kept', kind: 'edit', field: 'note', mine: 'also mine', theirs: 'theirs' },
      { pk: 'old', kind: 'edit-delete', field: '', mine: null, theirs: null },
    ]);
  });

  it.each([
    ['is not here', 'nowhere', 'edit-delete'],
    ['is not known', undefined, 'edit-delete'],
  ])('is asked about where that one %s', async (_, key, kind) => {
    const desk = await merged('mine');
    await desk.pull(2, [
      ...(key === undefined ? [] : [alias('old', key)]),
      { table: 'pets', deleted: 'old' },
    ]);
    expect(listConflicts(desk.store.db, { resolved: false })).toMatchObject([{ pk: 'old', kind }]);
  });
});

describe('Satchel’s own rows are never a conflict', () => {
  it('theirs was first where both sides made the same one', async () => {
    const desk = open();
    run(
      desk,
      `INSERT INTO ${ALIAS} (id, tbl, old_key, new_key) VALUES ('pets:a', 'pets', 'a', 'b')`,
    );
    await desk.pull(1, [alias('a', 'c')]);
    expect(desk.store.db.all(`SELECT new_key FROM ${ALIAS}`)).toEqual([{ new_key: 'c' }]);
    expect(desk.freeze()).toBeUndefined();
  });

  it.each([
    ['edited here and deleted there', `UPDATE ${ALIAS} SET new_key = 'c'`, null, 0],
    ['deleted here and edited there', `DELETE FROM ${ALIAS}`, 'd', 1],
  ])('theirs was first where it was %s', async (_, sql, theirs, left) => {
    const desk = open();
    await desk.pull(1, [alias('a', 'b')]);
    run(desk, sql);
    await desk.pull(2, [
      theirs === null ? { table: ALIAS, deleted: 'pets:a' } : alias('a', theirs),
    ]);
    expect(desk.store.db.all(`SELECT new_key FROM ${ALIAS}`)).toHaveLength(left);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
    expect(desk.freeze()).toBeUndefined();
  });
});
