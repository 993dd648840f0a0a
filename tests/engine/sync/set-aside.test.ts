import { describe, expect, it } from 'vitest';
import { findDirty } from '../../../engine/store/dirty.ts';
import { listQuarantine } from '../../../engine/store/quarantine-store.ts';
import { setAsideBatch } from '../../../engine/sync/set-aside.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

/** A keeper whose batch turns out to be too large for the way, once `meanwhile` has happened. */
async function setAside(meanwhile: (desk: TestDesk) => Promise<void> | void) {
  const desk = openTestDesk();
  desk.store.db.run("INSERT INTO keepers VALUES ('k1', 'Ann', NULL, 'ann')");
  const batch = desk.freeze();
  if (!batch) throw new RangeError('nothing to send');
  await meanwhile(desk);
  desk.store.gather();
  const table = setAsideBatch(desk.store, desk.access, { batch, now: 1 });
  const dirty = findDirty(desk.store.db, desk.access.get('keepers').id, 'k1');
  return { table, dirty, aside: listQuarantine(desk.store.db) };
}

describe('[SYNC-4] a single record that is too large for the way to the server', () => {
  it('is set aside', async () => {
    const { table, dirty, aside } = await setAside(() => undefined);
    expect(table).toBe('keepers');
    expect(dirty).toMatchObject({ batch: null, held: 'rejected' });
    expect(aside).toMatchObject([{ pk: 'k1', reason: 'too-large' }]);
  });

  it('is sent again where it was edited since', async () => {
    const { table, dirty, aside } = await setAside(({ store }) => {
      store.db.run("UPDATE keepers SET name = 'An' WHERE id = 'k1'");
    });
    expect(table).toBeUndefined();
    expect(dirty).toMatchObject({ batch: null, held: null });
    expect(aside).toEqual([]);
  });

  it('keeps its only copy where it had to leave its table meanwhile', async () => {
    const { table, dirty, aside } = await setAside(async (desk) => {
      await desk.pull(1, [{ table: 'keepers', row: ['k2', 'Ben', null, 'ann'] }]);
    });
    expect(table).toBeUndefined();
    expect(dirty).toMatchObject({ batch: null, held: 'parked' });
    expect(aside).toMatchObject([{ pk: 'k1', reason: 'unique' }]);
    expect(JSON.parse(aside[0]?.detail ?? '')).toEqual(['k1', 'Ann', null, 'ann']);
  });
});
