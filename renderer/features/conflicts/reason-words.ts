import type { Quarantined } from '../../../shared/api/quarantine.ts';
import { saidWords } from '../../text/said-words.ts';
import { columnLabel } from '../../text/table-words.ts';
import { humanise, joinWords } from '../../text/words.ts';

/** Why a record was set aside, with its fields as this window calls them. */
export function reasonWords({ said, reason, columns, table }: Quarantined): string {
  const fields = columns.map((column) => columnLabel(table, column, humanise(column)));
  return saidWords(said, reason, { fields: joinWords(fields) });
}
