import { column, schema, table } from '../../shared/records/define.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { withSystemTables } from '../../shared/records/system-tables.ts';

/**
 * A clinic in small: references over three levels, a nullable and a required unique column, a merge group. Fewer tables
 * than the shipped clinic make a desk quicker to open, and rows meet each other more often.
 */
const plain: SchemaManifest = schema('simulated clinic', 1, [
  table('owners', { label: 'Owners', singular: 'Owner', title: ['full_name'] }, [
    column('full_name', 'text', { nullable: false }),
    column('phone', 'text'),
  ]),
  table('stock_items', { label: 'Stock', singular: 'Item', title: ['name'] }, [
    column('name', 'text', { nullable: false, unique: true }),
    column('unit', 'text'),
    column('quantity', 'integer', { policy: 'counter' }),
  ]),
  table('patients', { label: 'Patients', singular: 'Patient', title: ['name'] }, [
    column('owner_id', 'text', { references: 'owners' }),
    column('name', 'text', { nullable: false }),
    column('microchip', 'text', { unique: true }),
    column('allergies', 'text'),
  ]),
  table('appointments', { label: 'Appointments', singular: 'Appointment', title: ['reason'] }, [
    column('patient_id', 'text', { nullable: false, references: 'patients' }),
    column('reason', 'text'),
  ]),
  table(
    'prescriptions',
    {
      label: 'Prescriptions',
      singular: 'Prescription',
      title: ['medication'],
      mergeGroups: [['dose', 'unit']],
    },
    [
      column('patient_id', 'text', { nullable: false, references: 'patients' }),
      column('medication', 'text', { nullable: false }),
      column('dose', 'text'),
      column('unit', 'text'),
    ],
  ),
]);

const tickets = table('tickets', { label: 'Tickets', singular: 'Ticket', title: ['label'] }, [
  column('label', 'text', { nullable: false }),
  column('note', 'text'),
]);
/** Every desk gives its next ticket the next number, as applications with one database do. */
const numberedTickets: TableManifest = {
  ...tickets,
  columns: [column('id', 'integer', { nullable: false }), ...tickets.columns.slice(1)],
};
const parts = table('parts', { label: 'Parts', singular: 'Part', title: ['note'] }, [
  column('ticket', 'integer', { nullable: false, references: 'tickets' }),
  column('of_label', 'text', { nullable: false }),
  column('note', 'text'),
]);

/** All that any clinic has of its own. */
export const simSchema: SchemaManifest = {
  ...plain,
  tables: [...plain.tables, numberedTickets, parts],
};

/**
 * What is particular about the clinics of a history: nothing; that desks see each other's conflicts, and people also take two
 * patients of a name for one; or that there are records with numbers for keys.
 */
export type ClinicKind = 'plain' | 'shared' | 'numbered';

const schemas: Readonly<Record<ClinicKind, SchemaManifest>> = {
  plain,
  shared: withSystemTables({
    ...plain,
    tables: plain.tables.map((each) =>
      each.name === 'patients' ? { ...each, duplicates: [['name']] } : each,
    ),
  }),
  numbered: simSchema,
};

/** What desks and server store. */
export function storedSchema(kind: ClinicKind): SchemaManifest {
  return schemas[kind];
}

export type Frames = readonly { readonly name: string; readonly columns: string[] }[];

/** The same as the wire names it. */
export function storedFrames(kind: ClinicKind): Frames {
  return storedSchema(kind).tables.map(({ name }) => ({ name, columns: columnNames(name) }));
}

const allTables = [...simSchema.tables, ...schemas.shared.tables];

/** The columns of a table, Satchel's own among them. */
export function columnNames(table: string): string[] {
  return (allTables.find(({ name }) => name === table)?.columns ?? []).map(({ name }) => name);
}

/** Columns whose every written value is a new one, so that it can be followed. */
export function tracedColumns(manifest: TableManifest): string[] {
  return manifest.columns
    .filter(
      ({ name, unique, references, policy }) =>
        ![name === 'id', name === 'of_label', unique, references, policy === 'counter'].some(
          Boolean,
        ),
    )
    .map(({ name }) => name);
}
