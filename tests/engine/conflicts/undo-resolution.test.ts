import { expect, it } from 'vitest';
import { reopen, resolveConflict } from '../../../engine/conflicts/resolve-conflict.ts';
import { listConflicts } from '../../../engine/store/conflict-store.ts';
import type { SchemaManifest } from '../../../shared/records/manifest.ts';
import { groupedPetSchema, openTestDesk, petSchema } from '../../support/test-desk.ts';

/** The server's note was taken; then it had other legs, and the decision is taken back. */
async function takenBack(schema: SchemaManifest, strategy: 'keep_local' | 'keep_remote') {
  const desk = openTestDesk({ schema });
  const { store, access } = desk;
  await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', 'base', 4] }]);
  store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
  await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Rex', 'theirs', 4] }]);
  const id = listConflicts(store.db, {})[0]?.id ?? '';
  resolveConflict({ store, access, by: 'Bo', at: 1 }, id, { strategy });
  const note = strategy === 'keep_local' ? 'mine' : 'theirs';
  await desk.pull(3, [{ table: 'pets', row: ['p1', null, 'Rex', note, 3] }]);
  const again = (): unknown => reopen({ store, access, by: 'Bo', at: 2 }, id);
  return { again, pet: () => store.db.get('SELECT note, legs FROM pets') };
}

it.each(['keep_local', 'keep_remote'] as const)(
  'a decision for %s is not taken back where another part of its merge group has changed since',
  async (strategy) => {
    const { again, pet } = await takenBack(groupedPetSchema, strategy);
    const before = pet();
    expect(again).toThrow(expect.objectContaining({ code: 'CONFLICT_CHANGED' }) as Error);
    expect(pet()).toEqual(before);
  },
);

it('a decision is taken back although another field has changed since', async () => {
  const { again, pet } = await takenBack(petSchema, 'keep_remote');
  again();
  expect(pet()).toEqual({ note: 'mine', legs: 3 });
});
