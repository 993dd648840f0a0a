import { column, schema, table } from './define.ts';
import { withSystemTables } from './system-tables.ts';

/** The shipped clinic: the records a small practice keeps, parents before children. */
export const clinicSchema = schema('clinic', 2, [
  table(
    'owners',
    {
      label: 'Owners',
      singular: 'Owner',
      title: ['full_name'],
      list: ['full_name', 'phone', 'email', 'address'],
      search: ['full_name', 'phone', 'email'],
      find: ['full_name', 'phone'],
    },
    [
      column('full_name', 'text', { nullable: false, sensitive: true }),
      column('email', 'text', { sensitive: true }),
      column('phone', 'text', { sensitive: true }),
      column('address', 'text', { sensitive: true }),
      column('notes', 'text', { multiline: true, sensitive: true, policy: 'append' }),
    ],
  ),
  table(
    'staff',
    {
      label: 'Staff',
      singular: 'Staff member',
      title: ['full_name'],
      list: ['full_name', 'username', 'specialization', 'is_active'],
      search: ['full_name', 'username'],
      find: ['full_name', 'username'],
    },
    [
      column('username', 'text', { nullable: false, unique: true }),
      column('full_name', 'text', { nullable: false }),
      column('specialization', 'text'),
      column('license_number', 'text', { sensitive: true }),
      column('phone', 'text', { sensitive: true }),
      column('is_active', 'boolean', { nullable: false, label: 'Active' }),
    ],
  ),
  table(
    'treatments',
    {
      label: 'Treatments',
      singular: 'Treatment',
      title: ['name'],
      list: ['name', 'duration_minutes', 'price'],
      search: ['name', 'description'],
      find: ['name'],
    },
    [
      column('name', 'text', { nullable: false, unique: true }),
      column('description', 'text', { multiline: true }),
      column('duration_minutes', 'integer'),
      column('price', 'decimal'),
    ],
  ),
  table(
    'stock_items',
    {
      label: 'Stock',
      singular: 'Stock item',
      title: ['name'],
      list: ['name', 'quantity', 'unit', 'reorder_at'],
      find: ['name'],
    },
    [
      column('name', 'text', { nullable: false, unique: true }),
      column('quantity', 'integer', { nullable: false, policy: 'counter' }),
      column('unit', 'text'),
      column('reorder_at', 'integer', { label: 'Reorder at' }),
    ],
  ),
  table(
    'patients',
    {
      label: 'Patients',
      singular: 'Patient',
      title: ['name'],
      list: ['name', 'species', 'breed', 'owner_id', 'microchip', 'status'],
      search: ['name', 'species', 'breed', 'microchip'],
      find: ['name', 'microchip', 'owner_id'],
    },
    [
      column('owner_id', 'text', { references: 'owners' }),
      column('name', 'text', { nullable: false, sensitive: true }),
      column('species', 'text', { nullable: false }),
      column('breed', 'text'),
      column('sex', 'text', { values: ['female', 'male', 'unknown'] }),
      column('birth_date', 'date'),
      column('microchip', 'text', { unique: true, sensitive: true }),
      column('allergies', 'text', { multiline: true, sensitive: true, policy: 'manual' }),
      column('notes', 'text', { multiline: true, sensitive: true, policy: 'append' }),
      column('status', 'text', { values: ['active', 'inactive', 'deceased'] }),
    ],
  ),
  table(
    'appointments',
    {
      label: 'Appointments',
      singular: 'Appointment',
      title: ['reason'],
      list: ['starts_at', 'patient_id', 'staff_id', 'reason', 'status'],
      search: ['reason'],
    },
    [
      column('patient_id', 'text', { nullable: false, references: 'patients' }),
      column('staff_id', 'text', { references: 'staff' }),
      column('starts_at', 'timestamp', { nullable: false }),
      column('ends_at', 'timestamp'),
      column('reason', 'text', { sensitive: true }),
      column('status', 'text', {
        nullable: false,
        values: ['scheduled', 'confirmed', 'checked_in', 'completed', 'cancelled', 'missed'],
        ends: ['completed', 'cancelled', 'missed'],
        policy: 'state-machine',
      }),
    ],
  ),
  table(
    'visits',
    {
      label: 'Visits',
      singular: 'Visit',
      title: ['assessment'],
      list: ['visited_at', 'patient_id', 'staff_id', 'weight_kg', 'assessment'],
      search: ['condition', 'assessment'],
    },
    [
      column('patient_id', 'text', { nullable: false, references: 'patients' }),
      column('staff_id', 'text', { references: 'staff' }),
      column('visited_at', 'timestamp', { nullable: false }),
      column('weight_kg', 'real', { label: 'Weight (kg)' }),
      column('condition', 'text', { sensitive: true }),
      column('subjective', 'text', { multiline: true, sensitive: true, policy: 'append' }),
      column('objective', 'text', { multiline: true, sensitive: true, policy: 'append' }),
      column('assessment', 'text', { multiline: true, sensitive: true, policy: 'append' }),
      column('plan', 'text', { multiline: true, sensitive: true, policy: 'append' }),
    ],
  ),
  table(
    'prescriptions',
    {
      label: 'Prescriptions',
      singular: 'Prescription',
      title: ['medication'],
      list: ['medication', 'patient_id', 'dose', 'unit', 'route', 'frequency', 'is_active'],
      search: ['medication'],
      mergeGroups: [['dose', 'unit', 'route']],
    },
    [
      column('patient_id', 'text', { nullable: false, references: 'patients' }),
      column('visit_id', 'text', { references: 'visits' }),
      column('medication', 'text', { nullable: false, sensitive: true }),
      column('dose', 'decimal'),
      column('unit', 'text'),
      column('route', 'text'),
      column('frequency', 'text'),
      column('prescribed_on', 'date'),
      column('duration_days', 'integer'),
      column('is_active', 'boolean', { nullable: false, label: 'Active' }),
    ],
  ),
  table(
    'vaccinations',
    {
      label: 'Vaccinations',
      singular: 'Vaccination',
      title: ['vaccine'],
      list: ['vaccine', 'patient_id', 'given_on', 'next_due_on', 'lot_number'],
      search: ['vaccine', 'lot_number'],
    },
    [
      column('patient_id', 'text', { nullable: false, references: 'patients' }),
      column('vaccine', 'text', { nullable: false }),
      column('lot_number', 'text'),
      column('given_on', 'date'),
      column('next_due_on', 'date'),
    ],
  ),
  table(
    'visit_treatments',
    {
      label: 'Visit treatments',
      singular: 'Visit treatment',
      title: ['notes'],
      list: ['visit_id', 'treatment_id', 'staff_id', 'performed_at'],
    },
    [
      column('visit_id', 'text', { nullable: false, references: 'visits' }),
      column('treatment_id', 'text', { nullable: false, references: 'treatments' }),
      column('staff_id', 'text', { references: 'staff' }),
      column('performed_at', 'timestamp'),
      column('notes', 'text', { multiline: true, sensitive: true, policy: 'append' }),
    ],
  ),
  table(
    'schedules',
    {
      label: 'Schedules',
      singular: 'Schedule',
      title: ['day'],
      list: ['day', 'staff_id', 'starts_at', 'ends_at', 'notes'],
      search: ['notes'],
    },
    [
      column('staff_id', 'text', { nullable: false, references: 'staff' }),
      column('day', 'date', { nullable: false }),
      column('starts_at', 'timestamp'),
      column('ends_at', 'timestamp'),
      column('notes', 'text', { multiline: true }),
    ],
  ),
]);

/** The same with what Satchel itself keeps in step: what desks and servers speak of. */
export const syncedClinicSchema = withSystemTables(clinicSchema);
