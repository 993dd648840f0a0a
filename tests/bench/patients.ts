import { SeededRandom } from '../../build/demo/seeded-random.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { getTable, type TableManifest } from '../../shared/records/manifest.ts';

/*
 * Rows from a seed: the same seed and index give the same row, so that a desk, a server and a raw baseline in
 * different processes write the same bytes.
 */

export const owners = getTable(clinicSchema, 'owners');
export const patients = getTable(clinicSchema, 'patients');

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const NAMES = ['Rex', 'Bella', 'Minka', 'Otto', 'Luna', 'Tiger', 'Frida', 'Balu', 'Nala', 'Kasper'];
const SPECIES = ['dog', 'cat', 'rabbit', 'parrot', 'horse'];
const BREEDS = ['Border Collie', 'European Shorthair', 'Dwarf Lop', 'African Grey', 'Haflinger'];
const REMARKS = [
  'nervous at the first visit, calmer with the owner in the room',
  'vaccinated abroad, papers seen',
  'chronic otitis externa, left ear; recheck in six weeks',
  'insured; send invoices to the insurer directly',
  'prefers appointments in the morning because of the medication',
];

/** One owner for so many patients. */
const PATIENTS_PER_OWNER = 50;

export type TextRow = (string | null)[];

export function ownerCount(patientRows: number): number {
  return Math.ceil(patientRows / PATIENTS_PER_OWNER);
}

/** A row of `owners` in column order. */
export function ownerRow(seed: number, index: number): TextRow {
  const random = new SeededRandom(seed * 7919 + index);
  const id = random.uuid(START + index);
  return [
    id,
    `Owner ${String(index)} ${random.pick(NAMES)}`,
    `owner${String(index)}@example.org`,
    `+49 ${random.digits(9)}`,
    `${random.digits(2)} Mill Lane`,
    null,
  ];
}

/** A row of `patients` in column order: a key, an owner, a unique microchip and nine more columns. */
export function patientRow(seed: number, index: number): TextRow {
  const random = new SeededRandom(seed * 104_729 + index);
  const kind = random.between(0, SPECIES.length - 1);
  return [
    random.uuid(START + DAY_MS + index),
    ownerRow(seed, Math.floor(index / PATIENTS_PER_OWNER))[0] ?? null,
    random.pick(NAMES),
    SPECIES[kind] ?? null,
    BREEDS[kind] ?? null,
    random.pick(['female', 'male', 'unknown']),
    new Date(START - random.between(0, 5000) * DAY_MS).toISOString().slice(0, 10),
    String(276_000_000_000_000 + seed * 10_000_000 + index),
    random.chance(0.1) ? 'penicillin' : null,
    random.pick(REMARKS),
    random.chance(0.9) ? 'active' : 'inactive',
  ];
}

export function ownerRows(seed: number, patientCount: number): TextRow[] {
  return Array.from({ length: ownerCount(patientCount) }, (_, index) => ownerRow(seed, index));
}

export function patientRows(seed: number, count: number): TextRow[] {
  return Array.from({ length: count }, (_, index) => patientRow(seed, index));
}

/** A plain INSERT of a whole row. */
export function insertSql({ name, columns }: TableManifest): string {
  const names = columns.map((column) => column.name).join(', ');
  return `INSERT INTO ${name} (${names}) VALUES (${columns.map(() => '?').join(', ')})`;
}
