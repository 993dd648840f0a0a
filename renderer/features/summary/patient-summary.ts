import type { RecordPage, RecordView } from '../../../shared/api/records.ts';
import type { SatchelClient } from '../../client.ts';

/** As many of a kind as one answer of the engine holds; what is older is counted and said to be left out. */
const MOST = 1000;

/** All that a patient's summary says, newest first. */
export interface PatientSummary {
  readonly patient: RecordView;
  readonly owner: RecordView | undefined;
  readonly vaccinations: RecordPage;
  readonly prescriptions: RecordPage;
  readonly visits: RecordPage;
}

export const summaryTables = [
  'patients',
  'owners',
  'vaccinations',
  'prescriptions',
  'visits',
] as const;

export async function askSummary(
  client: SatchelClient,
  key: string,
  signal: AbortSignal,
): Promise<PatientSummary> {
  const patient = await client.records.get({ table: 'patients', key }, { signal });
  const newest = (table: string, column: string): Promise<RecordPage> =>
    client.records.list(
      { table, where: { patient_id: key }, sort: { column, descending: true }, limit: MOST },
      { signal },
    );
  const ownerKey = patient.values['owner_id'];
  const [owner, vaccinations, prescriptions, visits] = await Promise.all([
    typeof ownerKey === 'string'
      ? client.records.get({ table: 'owners', key: ownerKey }, { signal })
      : undefined,
    newest('vaccinations', 'given_on'),
    newest('prescriptions', 'prescribed_on'),
    newest('visits', 'visited_at'),
  ]);
  return { patient, owner, vaccinations, prescriptions, visits };
}
