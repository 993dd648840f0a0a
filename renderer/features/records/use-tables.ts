import type { TableDescription } from '../../../shared/api/records.ts';
import { localisedTable } from '../../text/table-words.ts';
import { type Answer, useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

/** Every table's description; it only changes with the schema. */
export function useTables(): Answer<TableDescription[]> {
  const client = useClient();
  return useAnswer(
    async (signal) => (await client.records.tables({}, { signal })).map(localisedTable),
    'tables',
  );
}
