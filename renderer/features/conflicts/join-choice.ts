import type { ResolveRequest } from '../../../shared/api/conflicts.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { fromInput } from '../records/field-input.ts';

/** Which value of a field one record of two gets; `typed` is another, as it stands in its field. */
export type JoinChoice = { readonly side: 'local' | 'remote' } | TypedChoice;

interface TypedChoice {
  readonly side: 'typed';
  readonly typed: string;
}

export type JoinChoices = Readonly<Record<string, JoinChoice>>;

/** As the engine takes them; undefined where what was typed is no value of its field, which says so. */
export function toEngineChoices(
  table: TableDescription,
  choices: JoinChoices,
): ResolveRequest['choices'] {
  const read: NonNullable<ResolveRequest['choices']> = {};
  for (const [name, choice] of Object.entries(choices)) {
    const column = table.columns.find((one) => one.name === name);
    if (!column) return undefined;
    if (choice.side !== 'typed') {
      read[name] = choice.side;
      continue;
    }
    const reading = fromInput(column, choice.typed, undefined);
    if ('problem' in reading) return undefined;
    read[name] = { value: reading.value };
  }
  return read;
}
