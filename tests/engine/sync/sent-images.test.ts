import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import type { StoredBatch } from '../../../engine/store/outbox.ts';
import { mintForCopy, mintIncarnation } from '../../../engine/sync/identity.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';
import { seededRandom } from '../../support/virtual-clock.ts';

const PETS = 1;
const pet = (note: string | null, name = 'Rex') => ({
  table: 'pets',
  row: ['p1', null, name, note, 4],
});
const run = (desk: TestDesk, sql: string): void => {
  desk.store.db.run(sql);
  desk.store.gather();
};
const note = (desk: TestDesk, text: string): void => {
  run(desk, `UPDATE pets SET note = ${text} WHERE id = 'p1'`);
};
const takenForRestored = (desk: TestDesk): void => {
  mintIncarnation(desk.store, seededRandom(2), join(desk.folder, 'device.json'));
};
const pets = (desk: TestDesk) => desk.store.db.all('SELECT id, name, note FROM pets');
const sent = (batch: StoredBatch | undefined): unknown =>
  batch && JSON.parse(Buffer.from(batch.body).toString('utf8').split('\n')[1] ?? '');

/** A record of version 1, and a batch on its way that notes 'sent'. */
async function deskThatSent(): Promise<TestDesk> {
  const desk = openTestDesk();
  await desk.pull(1, [pet('base')]);
  note(desk, "'sent'");
  desk.freeze();
  return desk;
}

describe('[SYNC-1] what a batch said whose fate a new incarnation does not know', () => {
  it('is this desk’s own when the server shows it: an edit taken back meanwhile stays taken back', async () => {
    const desk = await deskThatSent();
    note(desk, "'base'");
    takenForRestored(desk);
    await desk.pull(2, [pet('sent')]);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Rex', note: 'base' }]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 2], 8: [3], 9: ['base'] });
  });

  it('counts also for an edit that is taken back after the desk was taken for a restored one', async () => {
    const desk = await deskThatSent();
    takenForRestored(desk);
    note(desk, "'base'");
    await desk.pull(2, [pet('sent', 'Max')]);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Max', note: 'base' }]);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 8: [3], 9: ['base'] });
  });

  it('is contradicted even before a pull has shown whether the server has it', async () => {
    const desk = await deskThatSent();
    note(desk, "'base'");
    takenForRestored(desk);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 1], 8: [3], 9: ['base'] });
  });

  it('is nothing to ask about where the server shows that it never had it', async () => {
    const desk = await deskThatSent();
    note(desk, "'edited since'");
    takenForRestored(desk);
    await desk.pull(2, [pet('base', 'Max')]);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Max', note: 'edited since' }]);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
  });

  it('goes to a person where the server shows a third value', async () => {
    const desk = await deskThatSent();
    note(desk, "'base'");
    takenForRestored(desk);
    await desk.pull(3, [pet('another’s')]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([
      { field: 'note', base: 'sent', mine: 'base', theirs: 'another’s' },
    ]);
  });

  it('goes to a person where the record is deleted by now', async () => {
    const desk = await deskThatSent();
    note(desk, "'base'");
    takenForRestored(desk);
    await desk.pull(3, [{ table: 'pets', deleted: 'p1' }]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'edit-delete' }]);
    expect(pets(desk)).toHaveLength(1);
  });

  it('a deletion that was taken back does not take the record', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('base')]);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    desk.freeze();
    takenForRestored(desk);
    run(desk, "INSERT INTO pets VALUES ('p1', NULL, 'Rex', 'base', 4)");
    await desk.pull(2, [{ table: 'pets', deleted: 'p1' }]);
    expect(pets(desk)).toHaveLength(1);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'edit-delete' }]);
  });

  it('a record that was added and taken away again goes at the server too', async () => {
    const desk = openTestDesk();
    run(desk, "INSERT INTO pets VALUES ('p1', NULL, 'Rex', 'sent', 4)");
    desk.freeze();
    takenForRestored(desk);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    await desk.pull(1, [pet('sent')]);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'd', 3: [1, 1], 7: ['p1'] });
  });

  it('is forgotten with the first image of the server that it met', async () => {
    const desk = await deskThatSent();
    note(desk, "'edited since'");
    takenForRestored(desk);
    expect(findDirty(desk.store.db, PETS, 'p1')?.sent).toBe('{"note":"sent"}');
    await desk.pull(2, [pet('sent')]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ sent: null });
    note(desk, "'sent'");
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
  });
});

describe('[SYNC-1] what another copy of the database may have sent of its unsent edits', () => {
  const takenForCopy = (desk: TestDesk): void => {
    mintForCopy(desk.store, seededRandom(2), join(desk.folder, 'device.json'));
  };
  /** A record of version 1, whose note was edited here and never sent. */
  const deskThatEdited = async (): Promise<TestDesk> => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('base')]);
    note(desk, "'edited'");
    return desk;
  };

  it('is this desk’s own when the server shows it: an edit taken back since stays taken back', async () => {
    const desk = await deskThatEdited();
    takenForCopy(desk);
    note(desk, "'base'");
    await desk.pull(2, [pet('edited', 'Max')]);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Max', note: 'base' }]);
    expect(listConflicts(desk.store.db, {})).toEqual([]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 2], 8: [3], 9: ['base'] });
  });

  it('needs no second word where the server has it and nothing was edited since', async () => {
    const desk = await deskThatEdited();
    takenForCopy(desk);
    await desk.pull(2, [pet('edited')]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
  });

  it('goes out as ever where the server does not have it', async () => {
    const desk = await deskThatEdited();
    takenForCopy(desk);
    await desk.pull(2, [pet('base', 'Max')]);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Max', note: 'edited' }]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 2], 8: [3], 9: ['edited'] });
  });

  it('is asked about as ever where somebody else has edited the same', async () => {
    const desk = await deskThatEdited();
    takenForCopy(desk);
    await desk.pull(2, [pet('another’s')]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([
      { field: 'note', base: 'base', mine: 'edited', theirs: 'another’s' },
    ]);
  });

  it('counts for records added and deleted too, and for what is not gathered yet', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [pet('base')]);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    desk.store.db.run("INSERT INTO pets VALUES ('p2', NULL, 'Tom', 'new', 4)");
    takenForCopy(desk);
    run(desk, "INSERT INTO pets VALUES ('p1', NULL, 'Rex', 'base', 4)");
    run(desk, "DELETE FROM pets WHERE id = 'p2'");
    await desk.pull(3, [
      { table: 'pets', deleted: 'p1' },
      { table: 'pets', row: ['p2', null, 'Tom', 'new', 4] },
    ]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'edit-delete' }]);
    expect(pets(desk)).toMatchObject([{ id: 'p1' }]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'd', 7: ['p2'] });
  });
});
