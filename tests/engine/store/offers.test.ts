import { describe, expect, it } from 'vitest';
import { unshownRows } from '../../../engine/store/offers.ts';
import { openTestDesk } from '../../support/test-desk.ts';

describe('records from before the floor of which the server showed nothing', () => {
  it.each([
    ['were deleted there', undefined, ['p1']],
    ['were deleted there where a restored server still had them', { epoch: 2, known: 5 }, ['p1']],
    ['are lost, not deleted, where a restored server had not', { epoch: 2, known: 3 }, []],
  ])('[SYNC-8] [SYNC-11] %s', async (_, lost, gone) => {
    const desk = openTestDesk();
    await desk.pull(5, [{ table: 'pets', row: ['p1', null, 'Rex', null, 4] }]);
    expect(unshownRows(desk.store.db, 9, lost).map(({ pk }) => pk)).toEqual(gone);
  });
});
