import { describe, expect, it } from 'vitest';
import { askAboutPair } from '../../../engine/conflicts/find-duplicates.ts';
import { resolveConflict } from '../../../engine/conflicts/resolve-conflict.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import { withSystemTables } from '../../../shared/records/system-tables.ts';
import { openTestDesk, petSchema, type TestDesk } from '../../support/test-desk.ts';

/** Rex twice: p1 added here, of a keeper who has been deleted elsewhere since; p2 came from the server and has none. */
async function twoRexes(): Promise<TestDesk & { question: string }> {
  const desk = openTestDesk({ schema: withSystemTables(petSchema) });
  const { store, access } = desk;
  store.db.withoutForeignKeys(() => {
    store.db.run("INSERT INTO pets VALUES ('p1', 'k9', 'Rex', 'calm', 4)");
    store.gather();
  });
  await desk.pull(1, [{ table: 'pets', row: ['p2', null, 'Rex', null, 4] }]);
  const sharing = { store, access, now: 1 };
  askAboutPair(sharing, access.get('pets'), { mine: 'p1', theirs: 'p2' });
  return { ...desk, question: listConflicts(store.db, { resolved: false })[0]?.id ?? '' };
}

const by = { by: 'Bo', at: 1 };
const pets = ({ store }: TestDesk) =>
  store.db.all('SELECT id, keeper_id AS keeper, note FROM pets ORDER BY id');
const BOTH = [
  { id: 'p1', keeper: 'k9', note: 'calm' },
  { id: 'p2', keeper: null, note: null },
];

describe('one record made of two', () => {
  it('takes what the other one lacks, but for a reference to a record that is gone', async () => {
    const desk = await twoRexes();
    resolveConflict({ ...desk, ...by }, desk.question, { strategy: 'merge' });
    expect(pets(desk)).toEqual([{ id: 'p2', keeper: null, note: 'calm' }]);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
  });

  it('is refused in words, and whole, where somebody chooses such a reference', async () => {
    const desk = await twoRexes();
    const choice = { strategy: 'merge', choices: { keeper_id: 'local' } } as const;
    expect(() => resolveConflict({ ...desk, ...by }, desk.question, choice)).toThrow(
      expect.objectContaining({ code: 'REFERENCE_MISSING' }) as Error,
    );
    expect(pets(desk)).toEqual(BOTH);
    expect(listConflicts(desk.store.db, { resolved: false })).toHaveLength(1);
  });

  it('is none where its question cannot be closed', async () => {
    const desk = await twoRexes();
    desk.store.db.exec(
      "CREATE TRIGGER full BEFORE UPDATE ON _sync_conflict BEGIN SELECT raise(FAIL, 'no room'); END",
    );
    expect(() =>
      resolveConflict({ ...desk, ...by }, desk.question, { strategy: 'merge' }),
    ).toThrow();
    expect(pets(desk)).toEqual(BOTH);
  });
});
