import type { WireValue } from '../../shared/records/values.ts';
import { allergies, animalNames, pickSpecies, type Species, temperament } from './animals.ts';
import { type ClinicalCase, cases, stock, treatments } from './cases.ts';
import { addDays, atClock, isWorkday } from './days.ts';
import { makePerson, staffMembers } from './people.ts';
import { SeededRandom } from './seeded-random.ts';

export type Row = Readonly<Record<string, WireValue>>;

export interface ClinicDataOptions {
  readonly seed: number;
  /** The day around which appointments lie, `YYYY-MM-DD`. */
  readonly today: string;
  readonly owners: number;
}

export interface ClinicData {
  /** Rows by table, parents before children; every value is canonical for its column. */
  readonly tables: readonly (readonly [table: string, rows: readonly Row[]])[];
}

interface Patient {
  readonly id: string;
  readonly name: string;
  readonly species: Species;
  readonly weightKg: number;
  readonly bornOn: string;
  readonly active: boolean;
}

const DAY_MS = 86_400_000;

/** A practice of the given size, the same for the same options: owners, patients, and two years of work. */
export function generateClinic(options: ClinicDataOptions): ClinicData {
  const { today } = options;
  const random = new SeededRandom(options.seed);
  const now = Date.parse(`${today}T09:00:00.000Z`);
  const id = () => random.uuid(now - random.between(0, 700) * DAY_MS);

  const staff = staffMembers.map((member) => ({ ...member, id: id() }));
  const vets = staff.filter(({ vet, active }) => vet && active);
  const treatmentIds = new Map(treatments.map(([name]) => [name, id()]));
  const rows = {
    owners: [] as Row[],
    patients: [] as Row[],
    appointments: [] as Row[],
    visits: [] as Row[],
    prescriptions: [] as Row[],
    vaccinations: [] as Row[],
    visit_treatments: [] as Row[],
    schedules: [] as Row[],
  };

  const patients: Patient[] = [];
  for (let index = 0; index < options.owners; index += 1) {
    const ownerId = id();
    const person = makePerson(random);
    rows.owners.push({
      id: ownerId,
      full_name: person.fullName,
      email: person.email,
      phone: person.phone,
      address: person.address,
      notes: person.notes,
    });
    const animals = random.chance(0.3) ? random.between(2, 3) : 1;
    for (let animal = 0; animal < animals; animal += 1) addPatient(ownerId);
  }
  for (const patient of patients) {
    const visits = random.between(0, 3);
    for (let visit = 0; visit < visits; visit += 1) {
      addVisit(patient, workday(-random.between(2, 700)));
    }
    addVaccinations(patient);
  }
  addAppointments();
  addSchedules();

  return {
    tables: [
      ['owners', rows.owners],
      ['staff', staff.map(staffRow)],
      ['treatments', treatments.map(treatmentRow)],
      ['stock_items', stock.map(stockRow)],
      ['patients', rows.patients],
      ['appointments', rows.appointments],
      ['visits', rows.visits],
      ['prescriptions', rows.prescriptions],
      ['vaccinations', rows.vaccinations],
      ['visit_treatments', rows.visit_treatments],
      ['schedules', rows.schedules],
    ],
  };

  function addPatient(ownerId: string): void {
    const species = pickSpecies(random);
    const [low, high] = species.weightKg;
    const patient: Patient = {
      id: id(),
      name: random.pick(animalNames),
      species,
      weightKg: low + random.fraction() * (high - low),
      bornOn: addDays(today, -random.between(90, species.yearsOld * 365)),
      active: random.chance(0.94),
    };
    patients.push(patient);
    rows.patients.push({
      id: patient.id,
      owner_id: ownerId,
      name: patient.name,
      species: species.name,
      breed: random.pick(species.breeds),
      sex: random.pick(['female', 'male', 'female', 'male', 'unknown']),
      birth_date: patient.bornOn,
      microchip: random.chance(species.chipped) ? microchip(patients.length) : null,
      allergies: random.chance(0.08) ? random.pick(allergies) : null,
      notes: random.chance(0.2) ? random.pick(temperament) : null,
      status: patient.active ? 'active' : random.pick(['inactive', 'deceased']),
    });
  }

  /** Fifteen digits that no other patient has: the country, a running number, and chance. */
  function microchip(count: number): string {
    return `826098${String(count).padStart(5, '0')}${random.digits(4)}`;
  }

  function addVisit(patient: Patient, on: string): void {
    if (on <= patient.bornOn) return;
    const visitId = id();
    const vet = random.pick(vets).id;
    const clinical = random.pick(casesOf(patient.species));
    const at = atClock(on, random.between(8, 17), random.pick([0, 15, 30, 45]));
    const fill = filler(patient);
    rows.visits.push({
      id: visitId,
      patient_id: patient.id,
      staff_id: vet,
      visited_at: at,
      weight_kg: Number((patient.weightKg * (0.94 + random.fraction() * 0.12)).toFixed(2)),
      condition: clinical.condition,
      subjective: fill(clinical.subjective),
      objective: fill(clinical.objective),
      assessment: clinical.assessment,
      plan: clinical.plan,
    });
    for (const name of clinical.treatments) {
      rows.visit_treatments.push({
        id: id(),
        visit_id: visitId,
        treatment_id: treatmentIds.get(name) ?? null,
        staff_id: vet,
        performed_at: at,
        notes: random.chance(0.15) ? 'Tolerated well.' : null,
      });
    }
    if (clinical.medication) {
      const { name, dose, unit, route, frequency, days } = clinical.medication;
      rows.prescriptions.push({
        id: id(),
        patient_id: patient.id,
        visit_id: visitId,
        medication: name,
        dose,
        unit,
        route,
        frequency,
        prescribed_on: on,
        duration_days: days,
        is_active: addDays(on, days) >= today,
      });
    }
  }

  function addVaccinations(patient: Patient): void {
    for (const vaccine of patient.species.vaccines) {
      if (random.chance(0.25)) continue;
      const on = workday(-random.between(5, 420));
      if (on <= patient.bornOn) continue;
      rows.vaccinations.push({
        id: id(),
        patient_id: patient.id,
        vaccine,
        lot_number: `${random.pick(['A', 'B', 'C', 'D'])}${random.digits(5)}`,
        given_on: on,
        next_due_on: addDays(on, 365),
      });
    }
  }

  /** Last week, today and the next two weeks, each vet from eight to five. */
  function addAppointments(): void {
    const callers = patients.filter(({ active }) => active);
    for (let offset = -7; offset <= 14; offset += 1) {
      const on = addDays(today, offset);
      if (!isWorkday(on)) continue;
      for (const vet of vets) {
        for (let hour = 8; hour < 17; hour += 1) {
          if (!random.chance(offset <= 1 ? 0.7 : 0.35)) continue;
          const patient = random.pick(callers);
          rows.appointments.push({
            id: id(),
            patient_id: patient.id,
            staff_id: vet.id,
            starts_at: atClock(on, hour, 0),
            ends_at: atClock(on, hour, 30),
            reason: random.pick(casesOf(patient.species)).reason,
            status: statusAt(offset, hour),
          });
        }
      }
    }
  }

  function statusAt(offset: number, hour: number): string {
    if (offset < 0)
      return random.pick(['completed', 'completed', 'completed', 'missed', 'cancelled']);
    if (offset > 0) return random.pick(['scheduled', 'scheduled', 'confirmed']);
    if (hour < 9) return 'completed';
    return hour === 9 ? 'checked_in' : random.pick(['confirmed', 'confirmed', 'scheduled']);
  }

  function addSchedules(): void {
    for (let offset = -7; offset <= 14; offset += 1) {
      const on = addDays(today, offset);
      if (!isWorkday(on)) continue;
      for (const member of staff.filter(({ active }) => active)) {
        const late = random.chance(0.5);
        rows.schedules.push({
          id: id(),
          staff_id: member.id,
          day: on,
          starts_at: atClock(on, late ? 10 : 8, 0),
          ends_at: atClock(on, late ? 18 : 16, 0),
          notes: random.chance(0.06) ? 'On call overnight.' : null,
        });
      }
    }
  }

  function staffRow(member: (typeof staff)[number]): Row {
    return {
      id: member.id,
      username: member.username,
      full_name: member.fullName,
      specialization: member.specialization,
      license_number: member.vet ? `VET-${random.digits(6)}` : null,
      phone: `+44 1632 960${random.digits(3)}`,
      is_active: member.active,
    };
  }

  function treatmentRow([name, description, minutes, price]: (typeof treatments)[number]): Row {
    return {
      id: treatmentIds.get(name) ?? null,
      name,
      description,
      duration_minutes: minutes,
      price,
    };
  }

  function stockRow([name, quantity, unit, reorderAt]: (typeof stock)[number]): Row {
    return { id: id(), name, quantity, unit, reorder_at: reorderAt };
  }

  function filler(patient: Patient): (text: string) => string {
    const small = patient.weightKg < 3;
    const heart =
      patient.weightKg > 200 ? 38 : small ? random.between(180, 240) : random.between(80, 160);
    const values: Readonly<Record<string, string>> = {
      name: patient.name,
      temp: (38 + random.fraction() * 1.4).toFixed(1),
      heart: String(heart),
      breaths: String(random.between(14, small ? 60 : 32)),
      days: String(random.between(2, 6)),
    };
    return (text) => text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  }

  function casesOf(animal: Species): readonly ClinicalCase[] {
    return cases.filter((each) => each.species.includes(animal.name));
  }

  function workday(offset: number): string {
    let on = addDays(today, offset);
    while (!isWorkday(on)) on = addDays(on, -1);
    return on;
  }
}
