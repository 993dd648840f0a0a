import { describe, expect, it } from 'vitest';
import { decideElsewhere } from '../../../engine/conflicts/decide-elsewhere.ts';
import { resolveConflict } from '../../../engine/conflicts/resolve-conflict.ts';
import { shareConflicts } from '../../../engine/conflicts/share-conflicts.ts';
import { dropConflict, listConflicts } from '../../../engine/store/conflict-store.ts';
import { clearDirty } from '../../../engine/store/dirty.ts';
import { applyRemote } from '../../../engine/store/gate.ts';
import { findShared, type SharedConflict } from '../../../engine/store/shared-conflict-store.ts';
import { sharedConflicts, withSystemTables } from '../../../shared/records/system-tables.ts';
import type { SchemaManifest } from '../../../shared/records/manifest.ts';
import type { WireRow, WireValue } from '../../../shared/records/values.ts';
import {
  groupedPetSchema,
  openTestDesk,
  petSchema,
  type TestDesk,
} from '../../support/test-desk.ts';

const AT = 1_750_000_001_000;

/** A desk at which the note of a pet is in conflict, and the server's image of the row that tells all desks so. */
async function deskInConflict(
  manifest: SchemaManifest = withSystemTables(petSchema),
): Promise<{ desk: TestDesk; id: string; told: WireRow }> {
  const desk = openTestDesk({ schema: manifest });
  await desk.pull(1, [{ table: 'pets', row: ['p1', null, 'Rex', 'base', 4] }]);
  desk.store.db.run("UPDATE pets SET note = 'mine' WHERE id = 'p1'");
  await desk.pull(2, [{ table: 'pets', row: ['p1', null, 'Rex', 'theirs', 4] }]);
  share(desk);
  const id = listConflicts(desk.store.db, {})[0]?.id ?? '';
  return { desk, id, told: desk.access.get(sharedConflicts.name).read(id) ?? [] };
}

const share = ({ store, access }: TestDesk): string[] => shareConflicts({ store, access, now: AT });
const shared = (desk: TestDesk, id: string): SharedConflict | undefined =>
  findShared(desk.store.db, id);

/** Another desk has decided it so. */
function decided(told: WireRow, side: string, values: { mine: string; theirs: string }): WireRow {
  const decision: Readonly<Record<string, WireValue>> = {
    strategy: side === 'local' ? 'keep_local' : 'keep_remote',
    choice: JSON.stringify({
      side,
      value: side === 'local' ? values.mine : values.theirs,
      ...values,
    }),
    resolved_by: 'Ada',
    resolved_device: 'front desk',
    resolved_at: AT,
  };
  return sharedConflicts.columns.map(({ name }, index) => decision[name] ?? told[index] ?? null);
}

describe('a conflict that all desks share', () => {
  it('is carried out here when it was decided elsewhere', async () => {
    const { desk, id, told } = await deskInConflict();
    const row = decided(told, 'local', { mine: 'mine', theirs: 'theirs' });
    await desk.pull(3, [{ table: sharedConflicts.name, row }]);
    share(desk);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
    expect(shared(desk, id)).toMatchObject({ resolvedBy: 'Ada', settledAt: AT });
  });

  it('is open again for all where the decision was about values that are no longer there', async () => {
    const { desk, id, told } = await deskInConflict();
    const row = decided(told, 'local', { mine: 'mine', theirs: 'what was there before' });
    await desk.pull(3, [{ table: sharedConflicts.name, row }]);
    share(desk);
    expect(shared(desk, id)).toMatchObject({ resolvedAt: null, strategy: null, choice: null });
    const { store, access } = desk;
    resolveConflict({ store, access, by: 'Bo', at: AT + 1 }, id, { strategy: 'keep_remote' });
    share(desk);
    expect(listConflicts(desk.store.db, { resolved: false })).toEqual([]);
    expect(shared(desk, id)).toMatchObject({ resolvedBy: 'Bo', resolvedAt: AT + 1 });
  });

  it('is settled by a decision made here, where this desk found it before it was put back', async () => {
    const { desk, id } = await deskInConflict();
    const row = shared(desk, id);
    dropConflict(desk.store.db, id);
    if (!row) throw new RangeError('not shared');
    const { store, access } = desk;
    decideElsewhere({ store, access, by: 'Bo', at: AT }, row, { strategy: 'keep_remote' });
    share(desk);
    expect(shared(desk, id)).toMatchObject({ resolvedBy: 'Bo', settledAt: AT });
  });

  it.each([
    ['is entered as it was decided where the record is as it was', {}, 'mine'],
    ['is not where the field says something else by now', { note: 'newer' }, 'newer'],
    ['is not where a part of its merge group has changed since', { legs: 3 }, 'theirs'],
  ])('put back to before it was found %s', async (_, since, note) => {
    const { desk, id, told } = await deskInConflict(withSystemTables(groupedPetSchema));
    const { store, access } = desk;
    dropConflict(store.db, id);
    // As it was before: nothing unsent, and what the server has.
    resetToBase(desk);
    const pet = { id: 'p1', keeper_id: null, name: 'Rex', note: 'theirs', legs: 4, ...since };
    const row = decided(told, 'local', { mine: 'mine', theirs: 'theirs' });
    await desk.pull(3, [
      ...(Object.keys(since).length > 0 ? [{ table: 'pets', row: Object.values(pet) }] : []),
      { table: sharedConflicts.name, row },
    ]);
    share(desk);
    expect(store.db.get('SELECT note FROM pets')).toEqual({ note });
    const by = note === 'mine' ? 'Ada' : 'sync';
    expect(shared(desk, id)).toMatchObject({ resolvedBy: by, settledAt: AT });
    expect(access.get('pets').readBase('p1')).toEqual(
      note === 'mine' ? ['p1', null, 'Rex', 'theirs', 4] : null,
    );
  });
});

function resetToBase({ store, access }: TestDesk): void {
  const pets = access.get('pets');
  applyRemote(store, () => {
    pets.write(pets.readBase('p1') ?? []);
    pets.dropBase('p1');
    clearDirty(store.db, pets.id, 'p1');
  });
}
