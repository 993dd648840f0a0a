import { expect, it } from 'vitest';
import { rowIdentity, supersededRows } from '../../../engine/sync/superseded.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { makePage, openTestDesk } from '../../support/test-desk.ts';

const parts = table('parts', { label: 'Parts', singular: 'Part', title: ['name'] }, [
  column('name', 'text'),
]);
const stays = {
  ...parts,
  name: 'stays',
  primaryKey: ['ward', 'bed'],
  columns: [
    column('note', 'text'),
    column('ward', 'text', { nullable: false }),
    column('bed', 'text', { nullable: false }),
  ],
};
const keyed = schema('keyed', 1, [parts, stays]);

it('[SYNC-6] knows a later image of a record by its key, whatever columns that is made of', () => {
  const desk = openTestDesk({ schema: keyed });
  const pages = [
    makePage(keyed, 1, [{ table: 'stays', row: ['early', 'w', '1'] }]),
    makePage({ ...keyed, tables: [{ ...parts, name: 'unknown here' }] }, 3, [
      { table: 'unknown here', row: ['p1', 'x'], version: 3 },
    ]),
    makePage(keyed, 3, [
      { table: 'stays', row: ['late', 'w', '1'], version: 3 },
      { table: 'parts', deleted: 'p1', version: 2 },
      { table: 'parts', row: ['p2', 'as before'], version: 1 },
    ]),
  ];
  const found = supersededRows(
    desk,
    pages.map((page) => () => page),
  );
  const stay = desk.access.get('stays').pkOfKey(['w', '1']);
  expect([...found]).toEqual([
    [rowIdentity('stays', stay), 3],
    [rowIdentity('parts', 'p1'), 2],
  ]);
});

it('[SYNC-6] nothing is superseded where there is nothing', () => {
  expect(supersededRows(openTestDesk({ schema: keyed }), []).size).toBe(0);
});
