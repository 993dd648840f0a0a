import { join } from 'node:path';
import { writeFileSync, rmSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readDesk } from '../../../engine/store/desk.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import { unansweredBatches } from '../../../engine/store/outbox.ts';
import { readWitness, writeWitness } from '../../../engine/store/witness.ts';
import { checkBinding, checkWitness } from '../../../engine/sync/identity.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import { seededRandom } from '../../support/virtual-clock.ts';

function deskWithFrozenBatch() {
  const desk = openTestDesk();
  const witness = join(desk.folder, 'device.json');
  checkWitness(desk.store, seededRandom(1), witness);
  desk.store.db.run("INSERT INTO pets VALUES ('p1', NULL, 'Rex', NULL, 4)");
  desk.freeze();
  return { ...desk, witness, before: readDesk(desk.store.db).incarnation };
}

describe('the desk’s identity', () => {
  it('[SYNC-1] keeps its incarnation while database and witness agree', () => {
    const desk = deskWithFrozenBatch();
    expect(checkWitness(desk.store, seededRandom(2), desk.witness)).toBe(true);
    expect(readDesk(desk.store.db).incarnation).toBe(desk.before);
    expect(unansweredBatches(desk.store)).toEqual([1]);
  });

  it('[SYNC-1] takes a new one when the witness has seen a later batch: the database was restored', () => {
    const desk = deskWithFrozenBatch();
    writeWitness(desk.witness, {
      device: readDesk(desk.store.db).device,
      incarnation: desk.before,
      lastBatch: 9,
    });
    expect(checkWitness(desk.store, seededRandom(2), desk.witness)).toBe(false);
    const after = readDesk(desk.store.db);
    expect(after.incarnation).not.toBe(desk.before);
    expect(readWitness(desk.witness)?.incarnation).toBe(after.incarnation);
    expect(unansweredBatches(desk.store)).toEqual([]);
    expect(findDirty(desk.store.db, 1, 'p1')).toMatchObject({ batch: null });
  });

  it.each([
    ['is missing', (path: string) => rmSync(path)],
    ['is damaged', (path: string) => writeFileSync(path, '{"device":')],
  ])('[SYNC-1] takes a new one when the witness %s: the file came from elsewhere', (_, harm) => {
    const desk = deskWithFrozenBatch();
    harm(desk.witness);
    expect(checkWitness(desk.store, seededRandom(2), desk.witness)).toBe(false);
    expect(readDesk(desk.store.db).incarnation).not.toBe(desk.before);
  });

  it('[SYNC-1] writes the witness before a batch is frozen for good', () => {
    const desk = deskWithFrozenBatch();
    expect(readWitness(desk.witness)?.lastBatch).toBe(1);
    expect(readDesk(desk.store.db).lastBatch).toBe(1);
  });

  it('[SYNC-1] takes the witness back where the batch was not frozen after all', () => {
    const desk = deskWithFrozenBatch();
    const { db } = desk.store;
    db.run("INSERT INTO pets VALUES ('p2', NULL, 'Tom', NULL, 4)");
    const inTransaction = db.bookkeeping.bind(db);
    vi.spyOn(db, 'bookkeeping').mockImplementationOnce((act) =>
      inTransaction(() => {
        act();
        expect(readWitness(desk.witness)?.lastBatch).toBe(2);
        throw new RangeError('the disk is full');
      }),
    );
    expect(() => desk.freeze()).toThrow('the disk is full');
    expect(readWitness(desk.witness)?.lastBatch).toBe(1);
    expect(checkWitness(desk.store, seededRandom(2), desk.witness)).toBe(true);
  });
});

describe('the binding', () => {
  const found = { server: 's1', clinic: 'c1', environment: 'production' };

  it('[SYNC-13] binds at the first sync', () => {
    const desk = openTestDesk();
    checkBinding(desk.store, found);
    expect(readDesk(desk.store.db)).toMatchObject(found);
  });

  it.each([
    ['server', { ...found, server: 's2' }],
    ['clinic', { ...found, clinic: 'c2' }],
    ['environment', { ...found, environment: 'development' }],
  ])('[SYNC-13] refuses another %s afterwards', (_, other) => {
    const desk = openTestDesk();
    checkBinding(desk.store, found);
    expect(() => {
      checkBinding(desk.store, other);
    }).toThrow(/belongs to/);
    expect(readDesk(desk.store.db)).toMatchObject(found);
  });
});
