import { column, schema, table } from '../../shared/records/define.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { withSystemTables } from '../../shared/records/system-tables.ts';

/**
 * A clinic in small: references over three levels, a nullable and a required unique column, a merge group. Fewer tables
 * than the shipped clinic make a desk quicker to open, and rows meet each other more often.
 */
export const simSchema: SchemaManifest = schema('simulated clinic', 1, [
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

/** Where desks see each other's conflicts, people also take two patients of a name for one. */
const shared = withSystemTables({
  ...simSchema,
  tables: simSchema.tables.map((each) =>
    each.name === 'patients' ? { ...each, duplicates: [['name']] } : each,
  ),
});

/** What desks and server store: with the conflicts that all desks share, or as before there were any. */
export function storedSchema(isShared: boolean): SchemaManifest {
  return isShared ? shared : simSchema;
}

export type Frames = readonly { readonly name: string; readonly columns: string[] }[];

/** The same as the wire names it. */
export function storedFrames(isShared: boolean): Frames {
  return storedSchema(isShared).tables.map(({ name }) => ({ name, columns: columnNames(name) }));
}

/** The columns of a table, Satchel's own among them. */
export function columnNames(table: string): string[] {
  return (shared.tables.find(({ name }) => name === table)?.columns ?? []).map(({ name }) => name);
}

/** Columns whose every written value is a new one, so that it can be followed. */
export function tracedColumns(manifest: TableManifest): string[] {
  return manifest.columns
    .filter(
      ({ name, unique, references, policy }) =>
        name !== 'id' && !unique && !references && policy !== 'counter',
    )
    .map(({ name }) => name);
}
