import type { SeededRandom } from './seeded-random.ts';

// prettier-ignore
const firstNames = [
  'Amara', 'Ben', 'Camila', 'Daniel', 'Elif', 'Farah', 'Grace', 'Henrik', 'Ines', 'James',
  'Katarzyna', 'Liam', 'Mei', 'Noah', 'Olivia', 'Priya', 'Quentin', 'Rosa', 'Sofía', 'Tomás',
  'Ulrike', 'Viktor', 'Wanjiru', 'Xin', 'Yara', 'Zoë', 'Aaron', 'Beatriz', 'Chloé', 'David',
  'Emma', 'Fionnuala', 'George', 'Hannah', 'Ivan', 'Joanna', 'Kofi', 'Lucía', 'Marcus', 'Nadia',
];

// prettier-ignore
const lastNames = [
  'Adeyemi', 'Bauer', 'Castillo', 'Dubois', 'Eriksson', 'Ferreira', 'García', 'Hughes', 'Ito',
  'Jensen', 'Kowalski', 'Lindqvist', 'Martínez', "O'Connor", 'Nguyen', 'Okafor', 'Park', 'Quinn',
  'Rossi', 'Schäfer', 'Taylor', 'Ueda', 'van Dijk', 'Walker', 'Xu', 'Yılmaz', 'Zimmermann',
  'Alvarez', 'Brennan', 'Chowdhury', 'Díaz', 'Evans', 'Fischer', 'Gonzalez', 'Hassan', 'Ivanova',
];

// prettier-ignore
const streets = [
  'Harbour Road', 'Mill Lane', 'Church Street', 'Station Road', 'Orchard Close', 'King Street',
  'Meadow View', 'Chestnut Avenue', 'Bridge Street', 'Park Terrace', 'Elm Grove', 'Quarry Hill',
];

const towns = ['Ashcombe', 'Fairbridge', 'Little Marlow', 'Northwick', 'Stonehaven', 'Westerleigh'];

const ownerNotes = [
  'Prefers text messages to calls.',
  'Collects prescriptions on Saturdays.',
  'Please call after 17:00.',
  'Reminders by e-mail only.',
  'Insured; keep invoices itemised.',
  'Hard of hearing: please call the landline and speak slowly.',
];

export interface Person {
  readonly fullName: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly notes: string | null;
}

/** An owner who does not exist, with a telephone number and an e-mail domain reserved for examples. */
export function makePerson(random: SeededRandom): Person {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const mailbox = [first, last]
    .map((part) =>
      part
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .toLowerCase(),
    )
    .join('.');
  return {
    fullName: `${first} ${last}`,
    email: `${mailbox}${String(random.between(1, 99))}@example.com`,
    phone: `+44 1632 960${random.digits(3)}`,
    address: `${String(random.between(1, 140))} ${random.pick(streets)}, ${random.pick(towns)}`,
    notes: random.chance(0.18) ? random.pick(ownerNotes) : null,
  };
}

export interface StaffMember {
  readonly username: string;
  readonly fullName: string;
  readonly specialization: string;
  readonly vet: boolean;
  readonly active: boolean;
}

// prettier-ignore
export const staffMembers: readonly StaffMember[] = [
  { username: 'h.okafor', fullName: 'Dr Helen Okafor', specialization: 'Small animal medicine', vet: true, active: true },
  { username: 'm.lindqvist', fullName: 'Dr Marta Lindqvist', specialization: 'Surgery', vet: true, active: true },
  { username: 'r.castillo', fullName: 'Dr Rafael Castillo', specialization: 'Exotic animals', vet: true, active: true },
  { username: 's.brennan', fullName: 'Dr Siobhan Brennan', specialization: 'Dermatology', vet: true, active: true },
  { username: 'j.park', fullName: 'Jiwoo Park', specialization: 'Nursing', vet: false, active: true },
  { username: 't.evans', fullName: 'Tom Evans', specialization: 'Nursing', vet: false, active: true },
  { username: 'a.yilmaz', fullName: 'Aylin Yılmaz', specialization: 'Reception', vet: false, active: true },
  { username: 'd.fischer', fullName: 'Dieter Fischer', specialization: 'Reception', vet: false, active: false },
];
