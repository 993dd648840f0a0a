import type { RecordSyncStatus } from '../../shared/api/records.ts';
import type { WireValue } from '../../shared/records/values.ts';

/** One row of the double: wire values by column, and where it stands. */
export interface FakeRow {
  values: Record<string, WireValue>;
  syncStatus: RecordSyncStatus;
  updatedAt: string;
  updatedBy: string;
  syncedAt: string | null;
}

export type FakeTables = Map<string, Map<string, FakeRow>>;

const owners = ['Anna Lindqvist', 'Tomasz Nowak', 'Grace Mbeki', 'Helen Carter', 'Ravi Patel'];
const given = ['Maria', 'Jonas', 'Priya', 'Owen', 'Sofia', 'Daniel', 'Aisha', 'Peter', 'Elena'];
const family = ['Bauer', 'Okafor', 'Svensson', 'Rossi', 'Hughes', 'Kowalski', 'Meyer', 'Dubois'];
const pets = ['Rex', 'Luna', 'Milo', 'Bella', 'Simba', 'Nala', 'Oscar', 'Daisy', 'Coco', 'Felix'];
const breeds: Readonly<Record<string, readonly string[]>> = {
  dog: ['Labrador', 'Border collie', 'Beagle', 'Dachshund'],
  cat: ['European shorthair', 'Maine Coon', 'Siamese'],
  rabbit: ['Dwarf lop', 'Rex'],
};
const complaints = [
  ['Limping', 'Sprain of the left hind leg'],
  ['Vomiting since yesterday', 'Dietary indiscretion'],
  ['Scratching its ears', 'Otitis externa'],
  ['Yearly check', 'Healthy'],
  ['Coughing at night', 'Suspected kennel cough'],
];
const medicines = [
  ['Carprofen', '50', 'mg', 'oral', 'every 12 hours'],
  ['Amoxicillin', '12.5', 'mg/kg', 'oral', 'every 12 hours'],
  ['Meloxicam', '0.1', 'mg/kg', 'oral', 'once a day'],
];

/** Plausible records from one seed, as of `now` (UTC milliseconds). */
export function fakeClinic(now: number, patientCount: number): FakeTables {
  const random = mulberry(20261120);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const tables: FakeTables = new Map();
  let serial = 0;
  const add = (table: string, values: Record<string, WireValue>): string => {
    const id = `0193-${table.slice(0, 4)}-${String(++serial).padStart(6, '0')}`;
    const rows = tables.get(table) ?? new Map<string, FakeRow>();
    tables.set(table, rows);
    const at = new Date(now - Math.floor(random() * 30 * 86_400_000)).toISOString();
    rows.set(id, {
      values: { id, ...values },
      syncStatus: 'synced',
      updatedAt: at,
      updatedBy: 'helen',
      syncedAt: at,
    });
    return id;
  };
  const day = (offset: number): string =>
    new Date(now + offset * 86_400_000).toISOString().slice(0, 10);
  const time = (offsetHours: number): string =>
    new Date(Math.floor((now + offsetHours * 3_600_000) / 900_000) * 900_000).toISOString();

  const staff = ['Dr Helen Carter', 'Dr Samuel Osei', 'Nurse Ingrid Berg'].map((name, index) =>
    add('staff', {
      username: ['helen', 'samuel', 'ingrid'][index] ?? null,
      full_name: name,
      specialization: ['Surgery', 'Internal medicine', null][index] ?? null,
      license_number: `VET-10${index}`,
      phone: null,
      is_active: true,
    }),
  );
  const treatments = ['Vaccination', 'Dental cleaning', 'Neutering', 'X-ray'].map((name, index) =>
    add('treatments', {
      name,
      description: null,
      duration_minutes: 15 * (index + 1),
      price: ['35', '120.5', '180', '95'][index] ?? null,
    }),
  );
  for (const [name, quantity] of [
    ['Rabies vaccine', 42],
    ['Gauze 10×10', 310],
    ['Carprofen 50 mg', 18],
  ] as const)
    add('stock_items', { name, quantity, unit: 'piece', reorder_at: 20 });

  for (let index = 0; index < patientCount; index++) {
    const owner = add('owners', {
      full_name: owners[index] ?? `${pick(given)} ${pick(family)}`,
      email: `owner${index}@example.org`,
      phone: `+44 20 7946 ${String(index).padStart(4, '0')}`,
      address: `${1 + Math.floor(random() * 90)} ${pick(['Mill Lane', 'Church Street', 'The Green'])}`,
      notes: null,
    });
    const species = pick(['dog', 'dog', 'cat', 'cat', 'rabbit']);
    const patient = add('patients', {
      owner_id: owner,
      name: pick(pets),
      species,
      breed: pick(breeds[species] ?? []),
      sex: pick(['female', 'male']),
      birth_date: day(-200 - Math.floor(random() * 4000)),
      microchip: random() < 0.8 ? `9850000${String(10_000_000 + index)}` : null,
      allergies: random() < 0.15 ? 'Penicillin' : null,
      notes: null,
      status: 'active',
    });
    if (index >= 400) continue;
    const [reason, assessment] = pick<readonly string[]>(complaints);
    const visit = add('visits', {
      patient_id: patient,
      staff_id: pick(staff),
      visited_at: time(-24 * Math.floor(random() * 90)),
      weight_kg: Math.round((2 + random() * 30) * 10) / 10,
      condition: 'Bright, alert',
      subjective: `${reason ?? ''}.`,
      objective: 'Temperature 38.6 °C, pulse 96.',
      assessment: assessment ?? null,
      plan: 'Rest, review in a week.',
    });
    const [medication, dose, unit, route, frequency] = pick<readonly string[]>(medicines);
    add('prescriptions', {
      patient_id: patient,
      visit_id: visit,
      medication: medication ?? '',
      dose: dose ?? null,
      unit: unit ?? null,
      route: route ?? null,
      frequency: frequency ?? null,
      prescribed_on: day(-3),
      duration_days: 7,
      is_active: true,
    });
    add('vaccinations', {
      patient_id: patient,
      vaccine: pick(['Rabies', 'DHPPi', 'FVRCP']),
      lot_number: `L${1000 + index}`,
      given_on: day(-100),
      next_due_on: day(265),
    });
    add('appointments', {
      patient_id: patient,
      staff_id: pick(staff),
      starts_at: time(index),
      ends_at: time(index + 0.5),
      reason: reason ?? null,
      status: pick(['scheduled', 'confirmed']),
    });
    if (index % 4 === 0)
      add('visit_treatments', {
        visit_id: visit,
        treatment_id: pick(treatments),
        staff_id: pick(staff),
        performed_at: time(-index),
        notes: null,
      });
  }
  add('schedules', {
    staff_id: staff[0] ?? '',
    day: day(1),
    starts_at: time(24),
    ends_at: time(32),
    notes: null,
  });
  return tables;
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
