import type { Conflict, Strategy } from '../../../shared/api/conflicts.ts';
import { t } from '../../text/t.ts';
import type { JoinChoices } from './join-choice.ts';

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

/** What a person has chosen for one conflict; `typed` is another value, as it stands in its field. */
export interface Decision {
  readonly strategy: Strategy;
  readonly typed?: string;
  /** Where two records become one: the fields that were chosen. */
  readonly fields?: JoinChoices;
}

/** What choosing a side does, in the words of the button. */
export function choiceWords({ kind }: Conflict, strategy: Strategy): string {
  const mine = strategy === 'keep_local';
  if (kind === 'duplicate') {
    return t(strategy === 'merge' ? 'conflicts.makeOne' : 'conflicts.keepBoth');
  }
  if (kind === 'delete-edit') return t(mine ? 'conflicts.deleteIt' : 'conflicts.keepWithTheirs');
  if (kind === 'edit-delete') return t(mine ? 'conflicts.keepWithMine' : 'conflicts.deleteIt');
  if (strategy === 'rename_local') return t('conflicts.anotherName');
  if (strategy === 'merge') return t('conflicts.anotherValue');
  if (kind === 'unique' && !mine) return t('conflicts.leaveWithout');
  return t(mine ? 'conflicts.keepMine' : 'conflicts.keepTheirs');
}
