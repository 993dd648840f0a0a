import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reopen, resolveConflict } from '../../../engine/conflicts/resolve-conflict.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { findDirty } from '../../../engine/store/dirty.ts';
import type { StoredBatch } from '../../../engine/store/outbox.ts';
import { mintForCopy, mintIncarnation } from '../../../engine/sync/identity.ts';
import { settleBatch } from '../../../engine/sync/settle.ts';
import type { BatchAnswer } from '../../../shared/protocol/upload.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';
import { seededRandom } from '../../support/virtual-clock.ts';

const KEEPERS = 0;
const commit = (version: number) => ({ epoch: 1, version, nonce: `n${String(version)}` });
const keeper = (id: string, badge: string | null) => ({
  table: 'keepers',
  row: [id, 'Ann', badge, id],
});
const run = (desk: TestDesk, sql: string): void => {
  desk.store.db.run(sql);
  desk.store.gather();
};
const sent = (batch: StoredBatch | undefined): unknown =>
  batch && JSON.parse(Buffer.from(batch.body).toString('utf8').split('\n')[1] ?? '');
const keepers = (desk: TestDesk) => desk.store.db.all('SELECT id, badge FROM keepers ORDER BY id');
const dirty = (desk: TestDesk) => findDirty(desk.store.db, KEEPERS, 'k1');
const resolving = ({ store, access }: TestDesk) => ({ store, access, by: 'eve', at: 2 });
const openConflict = (desk: TestDesk): string =>
  listConflicts(desk.store.db, { resolved: false })[0]?.id ?? '';

function settle(desk: TestDesk, version: number, change: Partial<BatchAnswer> = {}): void {
  const answer: BatchAnswer = {
    ...{ kind: 'answer', batch: 1, status: 'done', exceptions: [] },
    ...{ previous: commit(version - 1), commit: commit(version) },
    ...change,
  };
  settleBatch(desk.store, desk.access, { answer, now: 1_750_000_000_500 });
}

/** Asked about a badge that another record has by now, the record has no edit; another badge is entered. */
async function deskWithBadgeEntered(): Promise<TestDesk> {
  const desk = openTestDesk();
  await desk.pull(1, [keeper('k1', null)]);
  run(desk, "UPDATE keepers SET badge = 'A' WHERE id = 'k1'");
  await desk.pull(2, [keeper('k2', 'A')]);
  expect(desk.freeze()).toBeUndefined();
  run(desk, "UPDATE keepers SET badge = 'B' WHERE id = 'k1'");
  return desk;
}

function keepRemote(desk: TestDesk): void {
  resolveConflict(resolving(desk), openConflict(desk), { strategy: 'keep_remote' });
}

describe('[TRK-4] a decision that brings a record back to its base while a batch holds it', () => {
  async function decidedInFlight(): Promise<TestDesk> {
    const desk = await deskWithBadgeEntered();
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 9: ['B'] });
    keepRemote(desk);
    expect(keepers(desk)).toMatchObject([{ badge: null }, { badge: 'A' }]);
    expect(desk.freeze()).toBeUndefined();
    return desk;
  }

  it('goes out once the batch was applied', async () => {
    const desk = await decidedInFlight();
    settle(desk, 3);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 3], 8: [2], 9: [null] });
  });

  it('leaves nothing to send where the batch was not applied', async () => {
    const desk = await decidedInFlight();
    settle(desk, 3, { status: 'void', commit: null, previous: null });
    expect(desk.freeze()).toBeUndefined();
    expect(dirty(desk)).toBeUndefined();
    expect(desk.access.get('keepers').readBase('k1')).toBeNull();
  });
});

describe('[SYNC-1] a decision about a record that a batch of a former incarnation spoke of', () => {
  it('goes out also where it brings the record back to its base', async () => {
    const desk = await deskWithBadgeEntered();
    desk.freeze();
    mintIncarnation(desk.store, seededRandom(2), join(desk.folder, 'device.json'));
    keepRemote(desk);
    await desk.pull(3, [keeper('k1', 'B')]);
    expect(keepers(desk)).toMatchObject([{ badge: null }, { badge: 'A' }]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 3], 8: [2], 9: [null] });
  });

  it('is an edit of what the desk had sent, where it comes to another value', async () => {
    const desk = await deskWithBadgeEntered();
    desk.freeze();
    mintIncarnation(desk.store, seededRandom(2), join(desk.folder, 'device.json'));
    const choice = { strategy: 'keep_local', newValue: 'C' } as const;
    resolveConflict(resolving(desk), openConflict(desk), choice);
    await desk.pull(3, [keeper('k1', 'B')]);
    expect(keepers(desk)).toMatchObject([{ badge: 'C' }, { badge: 'A' }]);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
    expect(sent(desk.freeze())).toMatchObject({ 0: 'u', 3: [1, 3], 8: [2], 9: ['C'] });
  });

  it('is asked about again, once taken back, where another copy of the desk had sent it', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [keeper('k1', null)]);
    run(desk, "UPDATE keepers SET badge = 'A' WHERE id = 'k1'");
    await desk.pull(2, [keeper('k2', 'A')]);
    expect(desk.freeze()).toBeUndefined();
    const id = openConflict(desk);
    resolveConflict(resolving(desk), id, { strategy: 'keep_local', newValue: 'B' });
    mintForCopy(desk.store, seededRandom(2), join(desk.folder, 'device.json'));
    reopen(resolving(desk), id);
    await desk.pull(3, [keeper('k1', 'B')]);
    expect(keepers(desk)).toMatchObject([{ badge: null }, { badge: 'A' }]);
    expect(dirty(desk)).toMatchObject({ op: 'update', held: 'conflict' });
    expect(listConflicts(desk.store.db, { resolved: false })).toContainEqual(
      expect.objectContaining({ pk: 'k1', field: 'badge', mine: null, theirs: 'B' }),
    );
  });
});
