import { expect, it } from 'vitest';
import { releaseAgreed } from '../../../engine/conflicts/close-agreed.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

const PETS = 1;
const AT = 1_750_000_001_000;

/** Name and note of a pet are in conflict. */
async function inConflict(): Promise<TestDesk> {
  const desk = openTestDesk();
  await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
  desk.store.db.run("UPDATE pets SET name = 'mine', note = 'mine' WHERE id = 'p1'");
  await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'theirs', 'theirs', 4] }]);
  return desk;
}
const open = (desk: TestDesk) =>
  listConflicts(desk.store.db, { resolved: false }).map(({ field }) => field);

it('a field that was edited to what the server has waits no longer, the other one does', async () => {
  const desk = await inConflict();
  desk.store.db.run("UPDATE pets SET name = 'theirs' WHERE id = 'p1'");
  releaseAgreed(desk.store, desk.access, AT);
  expect(open(desk)).toEqual(['note']);
  expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ held: 'conflict' });
});

it('a record whose every field agrees waits for nobody, and nothing of it is sent', async () => {
  const desk = await inConflict();
  desk.store.db.run("UPDATE pets SET name = 'theirs', note = 'theirs' WHERE id = 'p1'");
  releaseAgreed(desk.store, desk.access, AT);
  expect(listConflicts(desk.store.db, {})).toMatchObject([
    { strategy: 'converged' },
    { strategy: 'converged' },
  ]);
  expect(desk.freeze()).toBeUndefined();
  expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
});

it('a record that is gone on both sides waits for nobody', async () => {
  const desk = openTestDesk();
  await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
  desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
  await desk.pull(2, [{ table: 'pets', deleted: 'p1' }]);
  expect(open(desk)).toEqual(['']);
  desk.store.db.run("DELETE FROM pets WHERE id = 'p1'");
  releaseAgreed(desk.store, desk.access, AT);
  expect(open(desk)).toEqual([]);
  expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
});

it('what differs still is left to a person', async () => {
  const desk = await inConflict();
  releaseAgreed(desk.store, desk.access, AT);
  expect(open(desk).sort()).toEqual(['name', 'note']);
});
