import type { Conflict, Strategy } from '../../../shared/api/conflicts.ts';

/** The conflicts of one record: a person decides about a record, field by field. */
export interface RecordConflicts {
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly title: string;
  readonly conflicts: readonly Conflict[];
}

export function groupConflicts(conflicts: readonly Conflict[]): RecordConflicts[] {
  const groups = new Map<string, Conflict[]>();
  for (const conflict of conflicts) {
    const id = `${conflict.collection}/${conflict.localId}`;
    groups.set(id, [...(groups.get(id) ?? []), conflict]);
  }
  return [...groups].flatMap(([id, members]) => {
    const [first] = members;
    if (!first) return [];
    const { collection: table, localId: key, title } = first;
    return [{ id, table, key, title, conflicts: members }];
  });
}

export const kindWords: Readonly<Record<Conflict['kind'], string>> = {
  edit: 'Two desks changed the same field.',
  'delete-edit': 'It was deleted here and changed on another desk.',
  'edit-delete': 'It was changed here and deleted on another desk.',
  insert: 'Two desks added a record with the same key.',
  unique: 'Another record already has this value, which only one record may have.',
  'parent-deleted': 'The record it belongs to was deleted.',
};

/** What choosing a side does, in the words of the button. */
export function choiceWords({ kind }: Conflict, strategy: Strategy): string {
  if (kind === 'delete-edit')
    return strategy === 'keep_local' ? 'Delete it' : 'Keep it, with theirs';
  if (kind === 'edit-delete') return strategy === 'keep_local' ? 'Keep it, with mine' : 'Delete it';
  return strategy === 'keep_local' ? 'Keep mine' : 'Keep theirs';
}
