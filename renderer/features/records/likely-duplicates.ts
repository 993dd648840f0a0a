import type { RecordView } from '../../../shared/api/records.ts';
import type { SatchelClient } from '../../client.ts';
import type { Values } from './form-state.ts';

const PATIENTS = 'patients';
/** An owner with more animals than this is a farm or a shelter; the first ones are looked at. */
const LOOKED_AT = 200;

/**
 * Patients that a new one may be: with the same microchip, or of the same owner with the same name and day of birth.
 * Empty for every other table.
 */
export async function likelyDuplicates(
  client: SatchelClient,
  table: string,
  values: Values,
): Promise<RecordView[]> {
  if (table !== PATIENTS) return [];
  const { microchip = null, owner_id = null } = values;
  const ask = async (where: Values): Promise<RecordView[]> =>
    (await client.records.list({ table, where: { ...where }, limit: LOOKED_AT })).records;
  const [bearers, siblings] = await Promise.all([
    microchip === null ? [] : ask({ microchip }),
    owner_id === null ? [] : ask({ owner_id }),
  ]);
  const twins = siblings.filter(
    (one) =>
      sameName(one.values['name'], values['name']) &&
      (one.values['birth_date'] ?? null) === (values['birth_date'] ?? null),
  );
  return [...new Map([...bearers, ...twins].map((one) => [one.key, one])).values()];
}

function sameName(a: unknown, b: unknown): boolean {
  const plain = (name: unknown): string => String(name).trim().toLocaleLowerCase();
  return plain(a) === plain(b);
}
