import { expect, it } from 'vitest';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty, markRejected, releaseEditedRejections } from '../../../engine/store/dirty.ts';
import type { StoredBatch } from '../../../engine/store/outbox.ts';
import { quarantine } from '../../../engine/store/quarantine-store.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

/** Dose and unit are one value. */
const doses = schema('doses', 1, [
  table(
    'doses',
    { label: 'Doses', singular: 'Dose', title: ['name'], mergeGroups: [['dose', 'unit']] },
    [column('name', 'text'), column('dose', 'text'), column('unit', 'text')],
  ),
]);
const DOSES = 0;
const line = (...row: string[]) => ({ table: 'doses', row });
const sent = (batch: StoredBatch | undefined): unknown =>
  batch && JSON.parse(Buffer.from(batch.body).toString('utf8').split('\n')[1] ?? '');
const run = (desk: TestDesk, sql: string): void => {
  desk.store.db.run(sql);
  desk.store.gather();
};
const openFields = (desk: TestDesk): string[] =>
  listConflicts(desk.store.db, { resolved: false }).map(({ field }) => field);

/** Both sides have changed the dose. */
async function deskInConflict(): Promise<TestDesk> {
  const desk = openTestDesk({ schema: doses });
  await desk.pull(1, [line('d1', 'Amoxicillin', '5', 'mg')]);
  run(desk, "UPDATE doses SET dose = '6' WHERE id = 'd1'");
  await desk.pull(2, [line('d1', 'Amoxicillin', '7', 'mg')]);
  return desk;
}

it('nothing of a merge group is sent while a part of it waits for a person', async () => {
  const desk = await deskInConflict();
  run(desk, "UPDATE doses SET name = 'Amoxiclav', unit = 'ml' WHERE id = 'd1'");
  expect(openFields(desk)).toEqual(['dose']);
  expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 8: [1], 9: ['Amoxiclav'] });
});

it('what was set aside and is edited goes on waiting for the person it waited for', async () => {
  const desk = await deskInConflict();
  const pk = 'd1';
  markRejected(desk.store.db, DOSES, pk);
  const aside = { op: 'update', reason: 'too-large', columns: [], detail: null } as const;
  quarantine(desk.store.db, { tbl: DOSES, pk, ...aside, rev: 1, at: 1 });
  run(desk, "UPDATE doses SET name = 'Amoxiclav' WHERE id = 'd1'");
  releaseEditedRejections(desk.store.db);
  expect(findDirty(desk.store.db, DOSES, pk)?.held).toBe('conflict');
  expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 8: [1], 9: ['Amoxiclav'] });
});

it('a conflict ends with the edit whose record is as the server has it when it would be sent', async () => {
  const desk = await deskInConflict();
  run(desk, "UPDATE doses SET dose = '7' WHERE id = 'd1'");
  expect(desk.freeze()).toBeUndefined();
  expect(findDirty(desk.store.db, DOSES, 'd1')).toBeUndefined();
  expect(openFields(desk)).toEqual([]);
});
