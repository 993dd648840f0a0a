import { describe, expect, it } from 'vitest';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import { markDirty } from '../../../engine/store/offers.ts';
import { listQuarantine } from '../../../engine/store/quarantine-store.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import type { WireRow } from '../../../shared/records/values.ts';
import { openTestDesk, type RemoteLine, type TestDesk } from '../../support/test-desk.ts';

/** Unique columns of every kind: must be there, may be empty, and one that no text can stand in for. */
const members = schema('members', 1, [
  table('members', { label: 'Members', singular: 'Member', title: ['name'] }, [
    column('login', 'text', { nullable: false, unique: true }),
    column('badge', 'text', { unique: true }),
    column('number', 'integer', { nullable: false, unique: true }),
    column('name', 'text'),
  ]),
]);
const MEMBERS = 0;

type Change = Partial<Record<'login' | 'badge' | 'name', string | null> & { number: number }>;

const row = (id: string, change: Change = {}): WireRow => [
  id,
  change.login ?? `login of ${id}`,
  change.badge ?? null,
  change.number ?? Number(id.slice(1)),
  change.name ?? null,
];
const member = (id: string, change?: Change): RemoteLine => ({
  table: 'members',
  row: row(id, change),
});
const rows = (desk: TestDesk): Record<string, unknown>[] =>
  desk.store.db.all('SELECT * FROM members ORDER BY id');
const aside = (desk: TestDesk) =>
  listQuarantine(desk.store.db).map(({ pk, columns, op }) => ({ pk, columns, op }));
const open = (desk: TestDesk) =>
  listConflicts(desk.store.db, { resolved: false }).map(({ pk, field, mine, theirs, actor }) => ({
    ...{ pk, field, mine, theirs, actor },
  }));
const edit = (desk: TestDesk, id: string, sql: string): void => {
  desk.store.db.run(`UPDATE members SET ${sql} WHERE id = ?`, id);
};
const insert = (desk: TestDesk, id: string, change: Change): void => {
  desk.store.db.run('INSERT INTO members VALUES (?, ?, ?, ?, ?)', ...(row(id, change) as string[]));
};

describe('[SYNC-6] unique values that stand in a page’s way', () => {
  it.each([
    ['a badge', { badge: 'A' }, { badge: 'B' }, 'badge'],
    ['a login, which must be there', { login: 'a' }, { login: 'b' }, 'login'],
  ] as const)(
    'records that swap %s do so although one of them has an unsent edit of another column',
    async (_, first, second, name) => {
      const desk = openTestDesk({ schema: members });
      await desk.pull(1, [member('m1', first), member('m2', second)]);
      edit(desk, 'm2', "name = 'edited here'");
      await desk.pull(2, [member('m1', second), member('m2', first)]);
      expect(rows(desk)).toMatchObject([
        { id: 'm1', [name]: Object.values(second)[0] },
        { id: 'm2', [name]: Object.values(first)[0], name: 'edited here' },
      ]);
      expect([open(desk), aside(desk)]).toEqual([[], []]);
      expect(findDirty(desk.store.db, MEMBERS, 'm2')).toMatchObject({ op: 'update', held: null });
    },
  );

  it('a swapped number, which neither may be missing nor anything else, sets the edited record aside', async () => {
    const desk = openTestDesk({ schema: members });
    await desk.pull(1, [member('m1', { number: 1 }), member('m2', { number: 2 })]);
    edit(desk, 'm2', "name = 'edited here'");
    await desk.pull(2, [member('m1', { number: 2 }), member('m2', { number: 1 })]);
    expect(rows(desk)).toMatchObject([
      { id: 'm1', number: 2 },
      { id: 'm2', number: 1, name: null },
    ]);
    expect(aside(desk)).toEqual([{ pk: 'm2', columns: ['number'], op: 'update' }]);
    expect(listQuarantine(desk.store.db)[0]?.detail).toContain('edited here');
  });

  it('a swapped value that was edited here as well is asked about', async () => {
    const desk = openTestDesk({ schema: members });
    await desk.pull(1, [member('m1', { badge: 'A' }), member('m2', { badge: 'B' })]);
    edit(desk, 'm2', "badge = 'C'");
    await desk.pull(2, [member('m1', { badge: 'C' }), member('m2', { badge: 'A' })]);
    expect(rows(desk)).toMatchObject([{ badge: 'C' }, { id: 'm2' }]);
    expect(open(desk)).toContainEqual(
      expect.objectContaining({ pk: 'm2', field: 'badge', mine: 'C' }),
    );
  });

  it('an edited value goes back to what it was, where that is still free', async () => {
    const desk = openTestDesk({ schema: members });
    await desk.pull(1, [member('m1', { badge: 'A' })]);
    edit(desk, 'm1', "badge = 'B'");
    await desk.pull(2, [member('m2', { badge: 'B' })]);
    expect(rows(desk)).toMatchObject([{ badge: 'A' }, { badge: 'B' }]);
    expect(open(desk)).toMatchObject([{ pk: 'm1', field: 'badge', mine: 'B', theirs: 'A' }]);
  });

  it('a record that is in the way twice leaves its table once', async () => {
    const desk = openTestDesk({ schema: members });
    insert(desk, 'm1', { login: 'same', badge: 'A' });
    await desk.pull(1, [member('m2', { login: 'same', badge: 'A' })]);
    expect(rows(desk)).toMatchObject([{ id: 'm2' }]);
    expect(aside(desk)).toEqual([{ pk: 'm1', columns: ['login'], op: 'insert' }]);
    expect(open(desk)).toEqual([]);
  });

  it('a server that contradicts itself does not stop the page, and no value is gone unseen', async () => {
    const desk = openTestDesk({ schema: members });
    await desk.pull(1, [member('m1', { badge: 'A' }), member('m3', { login: 'same' })]);
    await desk.pull(2, [member('m2', { badge: 'A' }), member('m4', { login: 'same' })]);
    expect(rows(desk)).toMatchObject([
      { id: 'm1', badge: null },
      { id: 'm2', badge: 'A' },
      { id: 'm4', login: 'same' },
    ]);
    expect(open(desk)).toMatchObject([{ pk: 'm1', field: 'badge', mine: 'A', actor: null }]);
    expect(aside(desk)).toEqual([{ pk: 'm3', columns: ['login'], op: 'insert' }]);
  });

  it('any other constraint that a page breaks stops it, whole', async () => {
    const desk = openTestDesk({ schema: members });
    const page = [member('m1'), { table: 'members', row: ['m2', null, null, 2, null] }];
    await expect(desk.pull(1, page)).rejects.toMatchObject({
      code: 'STORE_SQL',
      details: { code: 'SQLITE_CONSTRAINT_NOTNULL' },
    });
    expect(rows(desk)).toEqual([]);
  });
});

describe('[SYNC-6] records that were set aside whole', () => {
  async function setAside(): Promise<TestDesk> {
    const desk = openTestDesk({ schema: members });
    insert(desk, 'm1', { login: 'same', name: 'mine' });
    await desk.pull(1, [member('m2', { login: 'same' })]);
    return desk;
  }

  it('stay so while the server’s image of them comes, changes and goes', async () => {
    const desk = await setAside();
    const kept = listQuarantine(desk.store.db)[0]?.detail;
    const expectAside = (op: string): void => {
      expect(findDirty(desk.store.db, MEMBERS, 'm1')).toMatchObject({ op, held: 'parked' });
      expect(listQuarantine(desk.store.db)).toMatchObject([{ pk: 'm1', detail: kept }]);
      expect(desk.freeze()).toBeUndefined();
    };
    await desk.pull(2, [member('m1', { name: 'theirs' })]);
    expect(rows(desk)).toMatchObject([{ id: 'm1', name: 'theirs' }, { id: 'm2' }]);
    expectAside('update');
    await desk.pull(3, [{ table: 'members', deleted: 'm1' }]);
    expect(rows(desk)).toMatchObject([{ id: 'm2' }]);
    expectAside('insert');
  });
});

it('[SYNC-6] a deletion of which no base was kept does not come back', async () => {
  const desk = openTestDesk();
  markDirty(desk.store.db, { tbl: 0, pk: 'k1', op: 'delete' }, 0);
  await desk.pull(1, [{ table: 'pets', row: ['p1', 'k1', 'Rex', null, 4] }]);
  expect(desk.store.db.all('SELECT id FROM keepers')).toEqual([]);
  expect(listConflicts(desk.store.db, {})).toEqual([]);
});
