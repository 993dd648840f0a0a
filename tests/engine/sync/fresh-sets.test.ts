import { describe, expect, it, vi } from 'vitest';
import { findDirty } from '../../../engine/store/dirty.ts';
import { FRESH_ROWS, FreshRows } from '../../../engine/store/fresh-rows.ts';
import { openTestDesk, type RemoteLine, type TestDesk } from '../../support/test-desk.ts';

/** Three sets of new records and half a one, whose every badge is their own. */
const COUNT = FRESH_ROWS * 3 + FRESH_ROWS / 2;
const id = (index: number): string => `k${String(index).padStart(3, '0')}`;
const keeper = (
  index: number,
  change: { name?: string; badge?: string; version?: number } = {},
): RemoteLine => ({
  table: 'keepers',
  row: [id(index), change.name ?? 'Ann', change.badge ?? `b${String(index)}`, id(index)],
  ...(change.version === undefined ? {} : { version: change.version }),
});
const keepers = (): RemoteLine[] => Array.from({ length: COUNT }, (_, index) => keeper(index));

const one = (desk: TestDesk, sql: string, pk: string): unknown => desk.store.db.get(sql, pk);
const count = (desk: TestDesk, from: string): number =>
  desk.store.db.get<{ count: number }>(`SELECT count(*) AS count FROM ${from}`)?.count ?? 0;

describe('records that are new here, a set at a time', () => {
  it('[TRK-2] come in whole sets, clean, held at their versions, and with tracking on afterwards', async () => {
    const insert = vi.spyOn(FreshRows.prototype, 'insert');
    const desk = openTestDesk();
    await desk.pull(
      7,
      keepers().map((line, index) => ({ ...line, version: index + 1 })),
    );
    expect(insert).toHaveBeenCalledTimes(3);
    insert.mockRestore();
    expect(count(desk, 'keepers')).toBe(COUNT);
    expect(desk.counts.pulled.get('keepers')).toBe(COUNT);
    expect(count(desk, '_sync_dirty')).toBe(0);
    expect(
      count(
        desk,
        `keepers k JOIN _sync_row r ON r.tbl = 0 AND r.pk = k.id
           AND r.epoch = 1 AND r.version = CAST(substr(k.id, 2) AS INTEGER) + 1 AND r.own = 0`,
      ),
    ).toBe(COUNT);
    desk.store.db.run(`UPDATE keepers SET name = 'Edited' WHERE id = 'k003'`);
    desk.store.gather();
    expect(findDirty(desk.store.db, 0, 'k003')).toMatchObject({ op: 'update' });
  });

  it('come one by one where another table’s rows are among them, or their columns are not this desk’s', async () => {
    const insert = vi.spyOn(FreshRows.prototype, 'insert');
    const desk = openTestDesk();
    const rows = keepers().slice(0, FRESH_ROWS);
    const pet: RemoteLine = { table: 'pets', row: ['p1', null, 'Rex', null, 4] };
    await desk.pull(7, rows.toSpliced(FRESH_ROWS / 2, 1, pet));
    await desk.pull(8, keepers().slice(FRESH_ROWS, 2 * FRESH_ROWS));
    await desk.pull(
      9,
      Array.from({ length: FRESH_ROWS }, (_, n) => ({
        table: 'pets',
        row: [`q${String(n)}`, null, 'Rex', null],
      })),
      {
        page: (page) => ({
          ...page,
          header: {
            ...page.header,
            tables: page.header.tables.map((frame) => ({
              ...frame,
              columns: frame.columns.slice(0, 4),
            })),
          },
        }),
      },
    );
    expect(count(desk, 'keepers')).toBe(2 * FRESH_ROWS - 1);
    expect(count(desk, 'pets')).toBe(FRESH_ROWS + 1);
    expect(insert).toHaveBeenCalledTimes(1);
    insert.mockRestore();
  });

  it('[SYNC-7] let the newer image of a record stand that the desk has already', async () => {
    const desk = openTestDesk();
    await desk.pull(9, [keeper(FRESH_ROWS + 3, { name: 'Newer' })]);
    await desk.pull(8, keepers());
    expect(count(desk, 'keepers')).toBe(COUNT);
    const newer = id(FRESH_ROWS + 3);
    expect(one(desk, 'SELECT name FROM keepers WHERE id = ?', newer)).toEqual({ name: 'Newer' });
    expect(one(desk, 'SELECT version FROM _sync_row WHERE pk = ?', newer)).toEqual({ version: 9 });
  });

  it('[SYNC-7] let a deletion stand that is newer', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper(2)]);
    await desk.pull(9, [{ table: 'keepers', deleted: id(2) }]);
    await desk.pull(8, keepers());
    expect(count(desk, `keepers WHERE id = '${id(2)}'`)).toBe(0);
    expect(count(desk, 'keepers')).toBe(COUNT - 1);
  });

  it('[SYNC-6] may hold one record twice, and two that have the same unique value in turn', async () => {
    const desk = openTestDesk();
    const lines = [
      ...keepers(),
      keeper(4, { name: 'Twice', version: 6 }),
      // k005 has the badge that k006 had, which has another one by now.
      keeper(6, { badge: 'new', version: 6 }),
      keeper(5, { badge: 'b6', version: 6 }),
    ];
    await desk.pull(6, [
      ...lines.slice(COUNT).map((line) => ({ ...line })),
      ...lines.slice(0, COUNT).map((line) => ({ ...line, version: 5 })),
    ]);
    expect(count(desk, 'keepers')).toBe(COUNT);
    expect(
      desk.store.db.all(`SELECT name, badge FROM keepers WHERE id IN ('k004', 'k005', 'k006')`),
    ).toEqual([
      { name: 'Twice', badge: 'b4' },
      { name: 'Ann', badge: 'b6' },
      { name: 'Ann', badge: 'new' },
    ]);
    expect(count(desk, '_sync_row')).toBe(COUNT);
  });

  it('[SYNC-6] do not run over an unsent record with one of their unique values', async () => {
    const desk = openTestDesk();
    desk.store.db.run(`INSERT INTO keepers VALUES ('mine', 'Me', 'b5', 'me')`);
    await desk.pull(1, keepers());
    expect(count(desk, 'keepers')).toBe(COUNT + 1);
    expect(one(desk, 'SELECT badge FROM keepers WHERE id = ?', 'mine')).toEqual({ badge: null });
    expect(one(desk, 'SELECT kind, mine FROM _sync_conflict WHERE pk = ?', 'mine')).toEqual({
      kind: 'unique',
      mine: '"b5"',
    });
  });

  it('[VAL-1] refuse a value that is none of its column, and leave nothing', async () => {
    const desk = openTestDesk();
    const pets = Array.from({ length: FRESH_ROWS }, (_, index): RemoteLine => ({
      table: 'pets',
      row: [`p${String(index)}`, null, 'Rex', null, index === 9 ? 4.5 : 4],
    }));
    await expect(desk.pull(1, pets)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    expect(count(desk, 'pets')).toBe(0);
    expect(count(desk, '_sync_row')).toBe(0);
    expect(desk.store.db.get('SELECT open FROM _sync_gate')).toEqual({ open: 0 });
  });
});
