import { describe, expect, it } from 'vitest';
import { readDesk, updateDesk } from '../../../engine/store/desk.ts';
import { findDirty, markRejected, releaseEditedRejections } from '../../../engine/store/dirty.ts';
import { markDirty } from '../../../engine/store/offers.ts';
import { unansweredBatches } from '../../../engine/store/outbox.ts';
import { listQuarantine, quarantine } from '../../../engine/store/quarantine-store.ts';
import { settleBatch } from '../../../engine/sync/settle.ts';
import type { BatchAnswer, MutationOutcome } from '../../../shared/protocol/upload.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

const PETS = 1;
const commit = (version: number) => ({ epoch: 1, version, nonce: `n${String(version)}` });

function answer(batch: number, version: number, exceptions: MutationOutcome[] = []): BatchAnswer {
  return {
    kind: 'answer',
    batch,
    status: 'done',
    previous: commit(version - 1),
    commit: commit(version),
    exceptions,
  };
}

function settle(desk: TestDesk, given: BatchAnswer) {
  return settleBatch(desk.store, desk.access, { answer: given, now: 1_750_000_000_500 });
}

function mutation(body: Uint8Array | undefined, index = 0): unknown[] {
  const lines = Buffer.from(body ?? [])
    .toString('utf8')
    .split('\n');
  return JSON.parse(lines[index + 1] ?? '[]') as unknown[];
}

function addPet(desk: TestDesk, id: string, note: string | null = null): void {
  desk.store.db.run('INSERT INTO pets VALUES (?, NULL, ?, ?, 4)', id, 'Rex', note);
  desk.store.gather();
}

describe('settling an answer', () => {
  it('[SYNC-7] clears the rows that are still as they were sent', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    const { pushed } = settle(desk, answer(1, 1));
    expect([...pushed]).toEqual([['pets', 1]]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
    expect(unansweredBatches(desk.store)).toEqual([]);
  });

  it('switches foreign keys only where a record is written: each switch compiles every statement anew', () => {
    const desk = openTestDesk();
    const enforced = () =>
      desk.store.db.get('SELECT foreign_keys AS them FROM pragma_foreign_keys');
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, answer(1, 1));
    expect(enforced()).toEqual({ them: 1 });
    desk.store.db.run("UPDATE pets SET note = 'calm' WHERE id = 'p1'");
    desk.freeze();
    const row = { epoch: 1, version: 2, values: ['p1', null, 'Max', null, 4] };
    settle(desk, answer(2, 3, [{ index: 0, status: 'stale', row }]));
    expect(desk.store.db.get('SELECT name, note FROM pets')).toEqual({ name: 'Max', note: 'calm' });
    expect(enforced()).toEqual({ them: 0 });
  });

  it('[TRK-1] sends a record whole that came unseen and was edited, and leaves no base behind', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.store.db.run('DELETE FROM _sync_dirty');
    desk.store.db.run("UPDATE pets SET note = 'seen' WHERE id = 'p1'");
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'i', 3: [0, 0], 7: { 3: 'seen' } });
    settle(desk, answer(1, 1));
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
    expect(desk.access.get('pets').readBase('p1')).toBeNull();
  });

  it('[SYNC-4] an edit after a refusal is newer than the refused revision, though nothing was frozen', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    const { rev, op } = findDirty(desk.store.db, PETS, 'p1') ?? { rev: 0, op: 'insert' };
    markRejected(desk.store.db, PETS, 'p1');
    const refused = { tbl: PETS, pk: 'p1', op, reason: 'missing-reference', columns: [] };
    quarantine(desk.store.db, { ...refused, detail: null, rev, at: 1 });
    releaseEditedRejections(desk.store.db);
    expect(desk.freeze()).toBeUndefined();
    desk.store.db.run("UPDATE pets SET note = 'mended' WHERE id = 'p1'");
    desk.store.gather();
    releaseEditedRejections(desk.store.db);
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'i' });
  });

  it('[SYNC-7] keeps an edit made while its batch was in flight, rebased on what was sent', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    desk.store.db.run("UPDATE pets SET note = 'later' WHERE id = 'p1'");
    settle(desk, answer(1, 1));
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ op: 'update', batch: null });
    expect(mutation(desk.freeze()?.body)).toMatchObject({
      0: 'u',
      3: [1, 1],
      7: ['p1'],
      8: [3],
      9: ['later'],
    });
  });

  it('[TRK-4] sends the undoing of an edit that was already on its way', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1', 'first');
    desk.freeze();
    settle(desk, answer(1, 1));
    desk.store.db.run("UPDATE pets SET note = 'second' WHERE id = 'p1'");
    desk.freeze();
    desk.store.db.run("UPDATE pets SET note = 'first' WHERE id = 'p1'");
    settle(desk, answer(2, 2));
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'u', 3: [1, 2], 9: ['first'] });
  });

  it('[SYNC-7] deletes at the server what was deleted here while its insert was in flight', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    desk.store.db.run("DELETE FROM pets WHERE id = 'p1'");
    settle(desk, answer(1, 1));
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'd', 3: [1, 1], 7: ['p1'] });
  });

  it('[SYNC-3] inserts again over its own deletion, naming the tombstone as the base', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, answer(1, 1));
    desk.store.db.run("DELETE FROM pets WHERE id = 'p1'");
    desk.freeze();
    addPet(desk, 'p1', 'back');
    settle(desk, answer(2, 2));
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'i', 3: [1, 2] });
  });

  it('[SYNC-4] sets a refused row aside and settles the rest', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    addPet(desk, 'p2');
    desk.freeze();
    settle(
      desk,
      answer(1, 1, [
        { index: 0, status: 'rejected', reason: 'missing-reference', columns: ['keeper_id'] },
      ]),
    );
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ held: 'rejected', batch: null });
    expect(findDirty(desk.store.db, PETS, 'p2')).toBeUndefined();
    expect(listQuarantine(desk.store.db)).toMatchObject([
      { pk: 'p1', reason: 'missing-reference' },
    ]);
    expect(desk.freeze()).toBeUndefined();
  });

  it('[SYNC-3] merges the image that a stale mutation is answered with', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1', 'first');
    desk.freeze();
    settle(desk, answer(1, 1));
    desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
    desk.freeze();
    settle(desk, {
      ...answer(2, 5, [
        {
          index: 0,
          status: 'stale',
          row: { epoch: 1, version: 4, values: ['p1', null, 'Max', 'first', 4] },
        },
      ]),
      commit: null,
    });
    expect(desk.store.db.get('SELECT name, note FROM pets')).toEqual({ name: 'Max', note: 'mine' });
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'u', 3: [1, 4], 9: ['mine'] });
  });

  it('[SYNC-2] changes nothing when the same answer comes twice', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, answer(1, 1));
    desk.store.db.run("UPDATE pets SET note = 'later' WHERE id = 'p1'");
    const { pushed } = settle(desk, answer(1, 1));
    expect(pushed.size).toBe(0);
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ op: 'update' });
  });

  it('[SYNC-2] gives the rows of a void batch back with their mutation ids', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    const first = mutation(desk.freeze()?.body)[2];
    settle(desk, { ...answer(1, 1), status: 'void', commit: null, previous: null });
    const again = desk.freeze();
    expect(again?.batch).toBe(2);
    expect(mutation(again?.body)[2]).toBe(first);
  });

  it('[SYNC-2] closes a mutation id when the row is edited after it was frozen', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    const first = mutation(desk.freeze()?.body)[2];
    desk.store.db.run("UPDATE pets SET note = 'later' WHERE id = 'p1'");
    settle(desk, { ...answer(1, 1), status: 'void', commit: null, previous: null });
    expect(mutation(desk.freeze()?.body)[2]).not.toBe(first);
  });

  it('[SYNC-15] moves the cursor over its own commit where nobody wrote in between', () => {
    const desk = openTestDesk();
    updateDesk(desk.store.db, { cursor: commit(6) });
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, answer(1, 7));
    expect(readDesk(desk.store.db).cursor).toEqual(commit(7));
    expect(desk.store.db.all('SELECT * FROM _sync_own')).toEqual([]);
  });

  it('[SYNC-15] remembers its own commit where somebody else wrote in between', () => {
    const desk = openTestDesk();
    updateDesk(desk.store.db, { cursor: commit(3) });
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, answer(1, 7));
    expect(readDesk(desk.store.db).cursor).toEqual(commit(3));
    expect(desk.store.db.all('SELECT first, last FROM _sync_own')).toEqual([{ first: 7, last: 7 }]);
  });
});

describe('freezing', () => {
  it('[SYNC-2] never puts a row into two batches', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    addPet(desk, 'p2');
    expect(desk.freeze({ maxRows: 1 })?.revs).toHaveLength(1);
    expect(mutation(desk.freeze({ maxRows: 1 })?.body)[7]).toMatchObject({ 0: 'p2' });
    expect(desk.freeze()).toBeUndefined();
  });

  it('[SYNC-2] stores the batch as it will be sent', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    const batch = desk.freeze();
    const stored = desk.store.db.get<{ body: Uint8Array }>('SELECT body FROM _sync_batch');
    expect(Buffer.from(stored?.body ?? []).equals(Buffer.from(batch?.body ?? []))).toBe(true);
  });

  it('[TRK-5] sends a deletion that was found later, though no base was kept of it', async () => {
    const desk = openTestDesk();
    await desk.pull(3, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
    desk.store.db.run('UPDATE _sync_gate SET open = 1');
    desk.store.db.run("DELETE FROM pets WHERE id = 'p1'");
    desk.store.db.run('UPDATE _sync_gate SET open = 0');
    markDirty(desk.store.db, { tbl: PETS, pk: 'p1', op: 'delete' }, 0);
    expect(mutation(desk.freeze()?.body)).toMatchObject({ 0: 'd', 3: [1, 3], 7: ['p1'] });
  });

  it('goes on past a full round of rows that turned out unchanged', () => {
    const desk = openTestDesk();
    for (const id of ['p1', 'p2', 'p3']) addPet(desk, id);
    desk.freeze();
    settle(desk, answer(1, 1));
    for (const id of ['p1', 'p2', 'p3']) {
      desk.store.db.run("UPDATE pets SET note = 'x' WHERE id = ?", id);
    }
    // As a merge may leave them: dirty, but equal to their base.
    desk.store.db.run('UPDATE _sync_gate SET open = 1');
    desk.store.db.run("UPDATE pets SET note = NULL WHERE id IN ('p1', 'p2')");
    desk.store.db.run('UPDATE _sync_gate SET open = 0');
    expect(mutation(desk.freeze({ maxRows: 2 })?.body)[7]).toEqual(['p3']);
  });
});
