import { describe, expect, it } from 'vitest';
import { resolveConflict } from '../../../engine/conflicts/resolve-conflict.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { readDesk, updateDesk } from '../../../engine/store/desk.ts';
import {
  clearDirty,
  findDirty,
  isDueSince,
  openRevision,
  revisionFromNow,
} from '../../../engine/store/dirty.ts';
import { groupEdits } from '../../../engine/store/edit-groups.ts';
import { unansweredBatches } from '../../../engine/store/outbox.ts';
import { listQuarantine } from '../../../engine/store/quarantine-store.ts';
import { settleBatch } from '../../../engine/sync/settle.ts';
import { aliases, withSystemTables } from '../../../shared/records/system-tables.ts';
import type { BatchAnswer, MutationOutcome } from '../../../shared/protocol/upload.ts';
import { openTestDesk, petSchema, type TestDesk } from '../../support/test-desk.ts';

const KEEPERS = 0;
const PETS = 1;
const commit = (version: number) => ({ epoch: 1, version, nonce: `n${String(version)}` });

function settle(
  desk: TestDesk,
  [batch, version]: readonly [number, number],
  { exceptions = [], ...change }: Partial<BatchAnswer> = {},
) {
  const answer: BatchAnswer = {
    kind: 'answer',
    ...{ batch, status: 'done', exceptions },
    ...{ previous: commit(version - 1), commit: commit(version) },
    ...change,
  };
  return settleBatch(desk.store, desk.access, { answer, now: 1_750_000_000_500 });
}

const run = (desk: TestDesk, sql: string, ...params: string[]): void => {
  desk.store.db.run(sql, ...params);
  desk.store.gather();
};
const addPet = (desk: TestDesk, id: string): void => {
  run(desk, "INSERT INTO pets VALUES (?, NULL, 'Rex', NULL, 4)", id);
};
const mutations = (body: Uint8Array | undefined): unknown[][] =>
  Buffer.from(body ?? [])
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as unknown[]);
const pets = (desk: TestDesk) => desk.store.db.all('SELECT id, name, note FROM pets ORDER BY id');

describe('[SYNC-7] an answer that comes late', () => {
  it('finds what was taken back meanwhile, also where a decision made the record as it had been', async () => {
    const desk = openTestDesk();
    const { store, access } = desk;
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', 'calm', 4] }]);
    run(desk, "UPDATE pets SET name = 'Max' WHERE id = 'p1'");
    await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Tom', 'calm', 4] }]);
    run(desk, "UPDATE pets SET note = 'shy' WHERE id = 'p1'");
    expect(mutations(desk.freeze()?.body)[0]?.slice(8)).toEqual([[3], ['shy']]);
    run(desk, "UPDATE pets SET note = 'calm' WHERE id = 'p1'");
    const [conflict] = listConflicts(store.db, { resolved: false });
    const decision = { strategy: 'keep_remote' } as const;
    resolveConflict({ store, access, by: 'Bo', at: 1 }, conflict?.id ?? '', decision);
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Tom', note: 'calm' }]);
    settle(desk, [1, 3]);
    expect(mutations(desk.freeze()?.body)[0]?.slice(8)).toEqual([[3], ['calm']]);
  });

  it('[SYNC-8] finds what was taken back meanwhile where the server was put back and has the batch from another desk', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', 'calm', 4] }]);
    run(desk, "UPDATE pets SET name = 'Max' WHERE id = 'p1'");
    desk.freeze();
    run(desk, "UPDATE pets SET name = 'Rex' WHERE id = 'p1'");
    const values = ['p1', null, 'Max', 'calm', 4];
    settle(desk, [1, 5], {
      previous: { ...commit(5), epoch: 2 },
      commit: null,
      exceptions: [{ index: 0, status: 'stale', row: { epoch: 2, version: 5, values } }],
    });
    expect(pets(desk)).toEqual([{ id: 'p1', name: 'Rex', note: 'calm' }]);
    const [again] = mutations(desk.freeze()?.body);
    expect([again?.[3], again?.slice(8)]).toEqual([
      [2, 5],
      [[2], ['Rex']],
    ]);
  });

  it('ends a conflict where its field was edited meanwhile to what the server has', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', 'calm', 4] }]);
    run(desk, "UPDATE pets SET name = 'Max' WHERE id = 'p1'");
    await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Tom', 'calm', 4] }]);
    run(desk, "UPDATE pets SET note = 'shy' WHERE id = 'p1'");
    desk.freeze();
    run(desk, "UPDATE pets SET name = 'Tom' WHERE id = 'p1'");
    settle(desk, [1, 3]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ strategy: 'converged' }]);
  });

  it('leaves the batch waiting where the server has not come to it yet', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, [1, 1], { status: 'retry', commit: null, previous: null });
    expect(unansweredBatches(desk.store)).toEqual([1]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ batch: 1 });
  });

  it('does not put back what the desk has seen since, of the record and of the head', async () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    addPet(desk, 'p2');
    desk.freeze();
    updateDesk(desk.store.db, { seen: commit(9), head: commit(9) });
    await desk.pull(9, [{ table: 'pets', row: ['p1', null, 'Max', 'theirs', 4] }]);
    const refused: MutationOutcome = { index: 1, status: 'rejected', reason: 'invalid-value' };
    settle(desk, [1, 4], { exceptions: [refused] });
    expect(desk.access.get('pets').held('p1')).toMatchObject({ version: 9 });
    expect(readDesk(desk.store.db)).toMatchObject({ seen: commit(9), head: commit(9) });
  });

  it('is of no account for records that nobody has to send any more', () => {
    const desk = openTestDesk();
    for (const id of ['p1', 'p2']) addPet(desk, id);
    desk.freeze();
    for (const id of ['p1', 'p2']) clearDirty(desk.store.db, PETS, id);
    settle(desk, [1, 1], {
      exceptions: [{ index: 0, status: 'rejected', reason: 'invalid-value' }],
    });
    expect(listQuarantine(desk.store.db)).toEqual([]);
    expect(pets(desk)).toHaveLength(2);
  });

  it('refuses nothing that was edited since: the edit may have mended it', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    run(desk, "UPDATE pets SET note = 'mended' WHERE id = 'p1'");
    settle(desk, [1, 1], {
      exceptions: [{ index: 0, status: 'rejected', reason: 'invalid-value' }],
    });
    expect(listQuarantine(desk.store.db)).toEqual([]);
    expect(mutations(desk.freeze()?.body)).toMatchObject([{ 0: 'i' }]);
  });

  it('takes the record as it is for what was sent, where no base is left to tell', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    desk.freeze();
    settle(desk, [1, 1]);
    run(desk, "UPDATE pets SET note = 'sent' WHERE id = 'p1'");
    desk.freeze();
    run(desk, "UPDATE pets SET name = 'edited since' WHERE id = 'p1'");
    desk.access.get('pets').dropBase('p1');
    settle(desk, [2, 2]);
    expect(findDirty(desk.store.db, PETS, 'p1')).toBeUndefined();
  });

  it('[SYNC-8] shows the head that its images are of from then on: a restored server may have lost it', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    desk.freeze();
    const stale = { epoch: 1, version: 2, values: ['p1', null, 'Max', null, 4] };
    const exceptions: MutationOutcome[] = [{ index: 0, status: 'stale', row: stale }];
    settle(desk, [1, 4], { exceptions, commit: null });
    expect(desk.access.get('pets').held('p1')).toMatchObject({ version: 2 });
    expect(readDesk(desk.store.db)).toMatchObject({ seen: commit(3), cursor: commit(1) });
  });

  it('leaves a stale image to the next pull whose unique value another record has here', async () => {
    const desk = openTestDesk();
    const keeper = (id: string, badge: string | null) => ({
      table: 'keepers',
      row: [id, 'Ann', badge, id],
    });
    await desk.pull(1, [keeper('k1', 'A'), keeper('k2', 'B')]);
    run(desk, "UPDATE keepers SET name = 'Eve' WHERE id = 'k2'");
    desk.freeze();
    const stale = { epoch: 1, version: 2, values: ['k2', 'Ann', 'A', 'k2'] };
    settle(desk, [1, 3], {
      exceptions: [{ index: 0, status: 'stale', row: stale }],
      commit: null,
    });
    expect(findDirty(desk.store.db, KEEPERS, 'k2')).toMatchObject({ batch: null, held: null });
    await desk.pull(2, [keeper('k1', 'B'), keeper('k2', 'A')]);
    expect(desk.store.db.all('SELECT id, name, badge FROM keepers ORDER BY id')).toEqual([
      { id: 'k1', name: 'Ann', badge: 'B' },
      { id: 'k2', name: 'Eve', badge: 'A' },
    ]);
  });
});

describe('[SYNC-12] a server of before that does not know one of Satchel’s own tables', () => {
  it('gets the edits that were sent with it without it', () => {
    const desk = openTestDesk({ schema: withSystemTables(petSchema) });
    const { db } = desk.store;
    for (const id of ['o1', 'o2']) addPet(desk, id);
    run(
      desk,
      `INSERT INTO ${aliases.name} (id, tbl, old_key, new_key) VALUES ('pets:o0', 'pets', 'o0', 'o1')`,
    );
    const alias = desk.store.tableId(aliases.name);
    groupEdits(desk.store, [
      { tbl: PETS, pk: 'o1' },
      { tbl: PETS, pk: 'o2' },
      { tbl: alias, pk: 'pets:o0' },
    ]);
    const sent = mutations(desk.freeze()?.body);
    expect(sent.map((mutation) => mutation[6])).toEqual(Array(3).fill(sent[0]?.[6]));
    const place = (key: string): number =>
      sent.findIndex((mutation) => (mutation[7] as unknown[])[0] === key);
    const { retry } = settle(desk, [1, 1], {
      exceptions: [
        { index: place('pets:o0'), status: 'rejected', reason: 'unknown-table' },
        { index: place('o1'), status: 'rejected', reason: 'group' },
        { index: place('o2'), status: 'rejected', reason: 'not-null', columns: ['name'] },
      ],
      commit: null,
    });
    expect(retry).toBe(1);
    expect(listQuarantine(db).map(({ tbl, reason }) => [tbl, reason])).toEqual(
      expect.arrayContaining([
        [alias, 'unknown-table'],
        [PETS, 'not-null'],
      ]),
    );
    const again = mutations(desk.freeze()?.body);
    expect(again).toMatchObject([{ 0: 'i', 6: null, 7: { 0: 'o1' } }]);
  });
});

describe('freezing', () => {
  it('[SYNC-4] never divides a group: one that does not fit waits for a batch of its own', () => {
    const desk = openTestDesk();
    const pair = (first: string, second: string): void => {
      for (const id of [first, second]) addPet(desk, id);
      groupEdits(desk.store, [
        { tbl: PETS, pk: first },
        { tbl: PETS, pk: second },
      ]);
    };
    pair('a1', 'a2');
    pair('b1', 'b2');
    expect(desk.freeze({ maxRows: 3 })?.revs).toHaveLength(2);
    expect(desk.freeze({ maxRows: 1 })?.revs).toHaveLength(2);
    expect(desk.freeze()).toBeUndefined();
  });

  it('[SYNC-4] groups that come to share a record are one from then on', () => {
    const desk = openTestDesk();
    const ids = ['p1', 'p2', 'p3', 'p4'];
    for (const id of ids) addPet(desk, id);
    for (const pair of [ids.slice(0, 2), ids.slice(2), ids.slice(1, 3)]) {
      groupEdits(
        desk.store,
        pair.map((pk) => ({ tbl: PETS, pk })),
      );
    }
    expect(desk.freeze({ maxRows: 1 })?.revs).toHaveLength(4);
  });

  it('[SYNC-5] knows what was edited since, in all tables or in some', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    const since = revisionFromNow(desk.store.db);
    expect(revisionFromNow(desk.store.db)).toBe(since);
    expect(isDueSince(desk.store.db, since, null)).toBe(false);
    addPet(desk, 'p2');
    expect(isDueSince(desk.store.db, since, null)).toBe(true);
    expect(isDueSince(desk.store.db, since, [KEEPERS])).toBe(false);
    expect(isDueSince(desk.store.db, since, [KEEPERS, PETS])).toBe(true);
    desk.freeze();
    expect(isDueSince(desk.store.db, since, null)).toBe(false);
  });

  it('[SYNC-2] fills no batch beyond its bytes, but a single row may be larger', () => {
    const desk = openTestDesk();
    for (const id of ['p1', 'p2', 'p3']) addPet(desk, id);
    expect(desk.freeze({ maxBytes: 10 })?.revs).toHaveLength(1);
    expect(desk.freeze({ maxBytes: 10 })?.revs).toHaveLength(1);
  });

  it('[SYNC-5] a cycle that is limited to some tables takes no others', () => {
    const desk = openTestDesk();
    addPet(desk, 'p1');
    run(desk, "INSERT INTO keepers VALUES ('k1', 'Ann', NULL, 'ann')");
    expect(mutations(desk.freeze({ tables: new Set(['keepers']) })?.body)).toMatchObject([
      { 7: { 0: 'k1' } },
    ]);
    expect(desk.freeze({ tables: new Set(['keepers']) })).toBeUndefined();
  });

  it('[SYNC-5] takes what is younger along while something older is due, and alone only where it is in its way', () => {
    const desk = openTestDesk();
    addPet(desk, 'p5');
    addPet(desk, 'p6');
    desk.freeze({ maxRows: 1 });
    const olderThan = openRevision(desk.store.db);
    for (const id of ['p1', 'p2']) addPet(desk, id);
    run(desk, "INSERT INTO keepers VALUES ('k1', 'Ann', NULL, 'ann')");
    const keys = (options: object): unknown[] =>
      mutations(desk.freeze({ olderThan, ...options })?.body).map(
        (mutation) => (mutation[7] as unknown[])[0],
      );
    expect(keys({ maxRows: 1 })).toEqual(['k1']);
    expect(keys({ maxRows: 2 })).toEqual(['p6', 'p1']);
    expect(keys({})).toEqual([]);
    expect(mutations(desk.freeze()?.body)).toHaveLength(1);
  });

  it('sends no field of a record whose whole fate waits for a person', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Max', null, 4] }]);
    run(desk, "INSERT INTO pets VALUES ('p1', NULL, 'Rex', 'made anew', 4)");
    expect(findDirty(desk.store.db, PETS, 'p1')).toMatchObject({ op: 'update', held: 'conflict' });
    expect(listConflicts(desk.store.db, { resolved: false })).toMatchObject([{ field: '' }]);
    expect(desk.freeze()).toBeUndefined();
  });

  it('a deletion that a group holds and a person is asked about is not sent with it', async () => {
    const desk = openTestDesk();
    await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
    run(desk, "DELETE FROM pets WHERE id = 'p1'");
    addPet(desk, 'p2');
    groupEdits(desk.store, [
      { tbl: PETS, pk: 'p1' },
      { tbl: PETS, pk: 'p2' },
    ]);
    await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Max', null, 4] }]);
    expect(listConflicts(desk.store.db, {})).toMatchObject([{ kind: 'delete-edit' }]);
    expect(mutations(desk.freeze()?.body).map((mutation) => mutation[0])).toEqual(['i']);
  });
});
