import type { ClinicData, Row } from '../demo/clinic-data.ts';
import { SeededRandom } from '../demo/seeded-random.ts';
import type { Desk } from './desk.ts';

/** The patient whose allergies both desks write down differently. */
export interface Contested {
  readonly patient: string;
  readonly column: 'allergies';
  readonly atA: string;
  readonly atB: string;
}

/** A morning at two desks without a line between them. */
export async function workOffline(a: Desk, b: Desk, data: ClinicData): Promise<Contested> {
  const random = new SeededRandom(4);
  const rowsOf = (table: string): readonly Row[] =>
    data.tables.find(([name]) => name === table)?.[1] ?? [];
  const ids = (table: string): string[] => rowsOf(table).map(({ id }) => String(id));
  const patients = ids('patients');
  const shared = patients[0] ?? '';

  await a.add('owners', newOwners(random, 'A', 5));
  await a.add('patients', newPatients(random, ids('owners'), 5));
  for (const id of patients.slice(10, 30)) {
    await a.change('patients', id, { notes: 'Weighed at the front desk this morning.' });
  }
  for (const id of ids('appointments').slice(0, 10)) {
    await a.change('appointments', id, { status: 'completed' });
  }
  for (const id of ids('vaccinations').slice(0, 6)) await a.delete('vaccinations', id);
  // The two desks change different columns of this patient: both stay.
  await a.change('patients', patients[1] ?? '', { breed: 'Border Terrier' });

  await b.add('owners', newOwners(random, 'B', 4));
  await b.add('patients', newPatients(random, ids('owners'), 7));
  for (const id of patients.slice(40, 55)) await b.change('patients', id, { status: 'inactive' });
  for (const id of ids('stock_items').slice(0, 5)) {
    await b.change('stock_items', id, { reorder_at: random.between(5, 60) });
  }
  for (const id of ids('schedules').slice(0, 8)) await b.delete('schedules', id);
  await b.change('patients', patients[1] ?? '', { sex: 'female' });

  const contested: Contested = {
    patient: shared,
    column: 'allergies',
    atA: 'Penicillin: facial swelling after injection.',
    atB: 'Amoxicillin: hives on the belly.',
  };
  await a.change('patients', shared, { allergies: contested.atA });
  await b.change('patients', shared, { allergies: contested.atB });
  return contested;
}

function newOwners(random: SeededRandom, desk: string, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: random.uuid(Date.UTC(2026, 0, 1)),
    full_name: `Walk-in ${desk}${String(index + 1)}`,
    phone: `+44 1632 960${random.digits(3)}`,
  }));
}

function newPatients(random: SeededRandom, owners: readonly string[], count: number): Row[] {
  return Array.from({ length: count }, () => ({
    id: random.uuid(Date.UTC(2026, 0, 1)),
    owner_id: random.pick(owners),
    name: random.pick(['Pip', 'Moss', 'Juno', 'Ember', 'Tansy']),
    species: random.pick(['dog', 'cat', 'rabbit']),
    status: 'active',
  }));
}
