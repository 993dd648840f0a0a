import type { Conflict } from '../../shared/api/conflicts.ts';
import type { ColumnManifest } from '../../shared/records/manifest.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { ConflictRecord } from '../store/conflict-store.ts';

/** Which side to look at first, and why. A suggestion only: nothing is resolved by it. */
export function recommend(
  conflict: Pick<ConflictRecord, 'kind' | 'mine' | 'theirs'>,
  column: ColumnManifest | undefined,
): Conflict['recommendation'] {
  switch (conflict.kind) {
    case 'delete-edit':
      return suggest('keep_remote', say('suggest-edited-there'));
    case 'edit-delete':
      return suggest('keep_local', say('suggest-edited-here'));
    case 'duplicate':
      return suggest('merge', say('suggest-duplicate'));
    case 'parent-deleted':
      return suggest('keep_remote', say('suggest-still-used'));
    case 'unique':
      if (column?.nullable === false && !column.sensitive) {
        return suggest('rename_local', say('suggest-rename'));
      }
      return suggest('keep_remote', say('suggest-taken'));
    case 'insert':
    case 'edit':
      break;
  }
  if (conflict.theirs === null && conflict.mine !== null) {
    return suggest('keep_local', say('suggest-emptied-there'));
  }
  if (conflict.mine === null && conflict.theirs !== null) {
    return suggest('keep_remote', say('suggest-emptied-here'));
  }
  if (
    column?.multiline === true &&
    typeof conflict.mine === 'string' &&
    typeof conflict.theirs === 'string' &&
    conflict.mine.includes(conflict.theirs)
  ) {
    return suggest('keep_local', say('suggest-contains'));
  }
  return suggest('keep_remote', say('suggest-shared'));
}

function suggest(
  strategy: Conflict['recommendation']['strategy'],
  why: Said,
): Conflict['recommendation'] {
  return { strategy, reason: inEnglish(why), said: [why] };
}
