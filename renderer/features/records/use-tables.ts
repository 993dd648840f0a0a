import type { TableDescription } from '../../../shared/api/records.ts';
import { type Answer, useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

/** Every table's description; it only changes with the schema. */
export function useTables(): Answer<TableDescription[]> {
  const client = useClient();
  return useAnswer((signal) => client.records.tables({}, { signal }), 'tables');
}
