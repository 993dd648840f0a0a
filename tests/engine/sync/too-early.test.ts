import { describe, expect, it } from 'vitest';
import { hasDirtyRows } from '../../../engine/store/dirty.ts';
import { listQuarantine } from '../../../engine/store/quarantine-store.ts';
import { settleBatch } from '../../../engine/sync/settle.ts';
import type { MutationOutcome } from '../../../shared/protocol/upload.ts';
import { openTestDesk, type TestDesk } from '../../support/test-desk.ts';

const commit = (version: number) => ({ epoch: 1, version, nonce: `n${String(version)}` });
const TAKEN: MutationOutcome = {
  index: 0,
  status: 'rejected',
  reason: 'unique',
  columns: ['badge'],
};

/** Two keepers that both came from the server, with these badges. */
async function keepers(first: string | null, second: string | null): Promise<TestDesk> {
  const desk = openTestDesk();
  await desk.pull(1, [
    { table: 'keepers', row: ['k1', 'Ann', first, 'ann'] },
    { table: 'keepers', row: ['k2', 'Bea', second, 'bea'] },
  ]);
  return desk;
}

function wear(desk: TestDesk, badges: Readonly<Record<string, string | null>>): void {
  for (const [id, badge] of Object.entries(badges)) {
    desk.store.db.run('UPDATE keepers SET badge = ? WHERE id = ?', badge, id);
  }
  desk.store.gather();
}

function settle(desk: TestDesk, batch: number, exceptions: MutationOutcome[]): void {
  settleBatch(desk.store, desk.access, {
    answer: {
      kind: 'answer',
      batch,
      status: 'done',
      previous: commit(batch),
      commit: commit(batch + 1),
      exceptions,
    },
    now: 1_750_000_000_500,
  });
}

/** What the next batch says, and of which group each is. */
function next(desk: TestDesk) {
  const body = Buffer.from(desk.freeze({ maxRows: 1 })?.body ?? []).toString();
  const mutations = body
    .trim()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as unknown[]);
  return { keys: mutations.map((one) => one[7]), groups: new Set(mutations.map((one) => one[6])) };
}

describe('[SYNC-4] a unique value that another record gives up in a later batch', () => {
  it('is sent together with that record, and waits for nobody', async () => {
    const desk = await keepers(null, '7');
    wear(desk, { k2: null, k1: '7' });
    expect(next(desk).keys).toEqual([['k1']]);
    settle(desk, 1, [TAKEN]);
    expect(listQuarantine(desk.store.db)).toEqual([]);
    const { keys, groups } = next(desk);
    expect(keys).toEqual([['k1'], ['k2']]);
    expect([...groups]).toEqual([expect.any(String)]);
    settle(desk, 2, []);
    expect(hasDirtyRows(desk.store.db)).toBe(false);
  });

  it('is sent together with that record also where each takes what the other has', async () => {
    const desk = await keepers('1', '2');
    wear(desk, { k1: null, k2: '1' });
    wear(desk, { k1: '2' });
    expect([next(desk).keys, next(desk).keys]).toEqual([[['k1']], [['k2']]]);
    settle(desk, 1, [TAKEN]);
    settle(desk, 2, [TAKEN]);
    expect(next(desk).keys).toEqual([['k1'], ['k2']]);
  });

  it('goes out after that record where that is on its way already', async () => {
    const desk = await keepers(null, '7');
    wear(desk, { k2: null, k1: '7' });
    expect([next(desk).keys, next(desk).keys]).toEqual([[['k1']], [['k2']]]);
    settle(desk, 1, [TAKEN]);
    expect(next(desk).keys).toEqual([['k1']]);
  });

  it('is set aside where that record is, or was sent along and did not help', async () => {
    const desk = await keepers(null, '7');
    wear(desk, { k2: null, k1: '7' });
    desk.freeze();
    settle(desk, 1, [TAKEN]);
    expect(listQuarantine(desk.store.db)).toMatchObject([{ pk: 'k1', reason: 'unique' }]);
    expect(next(desk).keys).toEqual([]);
  });
});
