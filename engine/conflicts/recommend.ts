import type { Conflict } from '../../shared/api/conflicts.ts';
import type { ColumnManifest } from '../../shared/records/manifest.ts';
import type { ConflictRecord } from '../store/conflict-store.ts';

/** Which side to look at first, and why. A suggestion only: nothing is resolved by it. */
export function recommend(
  conflict: Pick<ConflictRecord, 'kind' | 'mine' | 'theirs'>,
  column: ColumnManifest | undefined,
): Conflict['recommendation'] {
  switch (conflict.kind) {
    case 'delete-edit':
      return {
        strategy: 'keep_remote',
        reason:
          'Somebody worked on this record after it was deleted here; keeping it loses nothing.',
      };
    case 'edit-delete':
      return {
        strategy: 'keep_local',
        reason:
          'This desk has newer work on a record that was deleted elsewhere; keeping it loses nothing.',
      };
    case 'duplicate':
      return {
        strategy: 'merge',
        reason:
          'Both records look like one and the same; look at both before you make one of them.',
      };
    case 'parent-deleted':
      return { strategy: 'keep_remote', reason: 'Other records still use this one.' };
    case 'unique':
      if (column?.nullable === false && !column.sensitive) {
        return {
          strategy: 'rename_local',
          reason: 'The server has given this value to another record; this one needs another name.',
        };
      }
      return {
        strategy: 'keep_remote',
        reason: 'The server has given this value to another record; give this one another value.',
      };
    case 'insert':
    case 'edit':
      break;
  }
  if (conflict.theirs === null && conflict.mine !== null) {
    return {
      strategy: 'keep_local',
      reason: 'The other desk emptied the field; this desk has a value.',
    };
  }
  if (conflict.mine === null && conflict.theirs !== null) {
    return {
      strategy: 'keep_remote',
      reason: 'This desk emptied the field; the other has a value.',
    };
  }
  if (
    column?.multiline === true &&
    typeof conflict.mine === 'string' &&
    typeof conflict.theirs === 'string' &&
    conflict.mine.includes(conflict.theirs)
  ) {
    return { strategy: 'keep_local', reason: 'This desk’s text contains the other one.' };
  }
  return {
    strategy: 'keep_remote',
    reason:
      'The other value is already on every synced desk; keep this one where it is more accurate.',
  };
}
