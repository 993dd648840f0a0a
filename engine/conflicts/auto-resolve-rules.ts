import { type Said, say } from '../../shared/said/said.ts';
import type { ConflictKind } from '../store/conflict-store.ts';

/** What is known of a conflict when nobody looks at it. Times are UTC milliseconds. */
export interface AutoCase {
  readonly kind: ConflictKind;
  /** Found at this desk, which knows when the record was made. */
  readonly here: boolean;
  /** When the record was made here, by this desk's clock; null where nobody knows. */
  readonly createdAt: number | null;
  readonly now: number;
  /** Whether the server has (or had) this record. */
  readonly hasCounterpart: boolean;
  /** A free value where the field is a unique one that others can be made up for. */
  readonly suggestion: string | null;
  /** By the clock of the desk that found it. */
  readonly editedAt: number | null;
  /** The server's clock minus that desk's. */
  readonly skewMs: number | null;
  /** By the server's clock. */
  readonly theirsAt: number | null;
}

export type AutoVerdict =
  | { readonly act: 'rename_local' | 'keep_remote'; readonly why: Said }
  | { readonly act: 'skip'; readonly why: Said };

const HOUR_MS = 3_600_000;

/**
 * The few cases that need no person, in this order: a record made within the hour, or one the server does not have,
 * takes another name; a value that was written at the server later than the one here is kept. Times are compared by
 * the server's clock. Everything else is left, and says why.
 */
export function autoVerdict(of: AutoCase): AutoVerdict {
  switch (of.kind) {
    case 'delete-edit':
    case 'edit-delete':
    case 'parent-deleted':
      return skip(say('auto-stays-or-goes'));
    case 'duplicate':
      return skip(say('auto-duplicate'));
    case 'unique': {
      if (!of.here) return skip(say('auto-elsewhere'));
      const isNew = of.createdAt !== null && of.now - of.createdAt <= HOUR_MS;
      if (isNew || !of.hasCounterpart) {
        if (of.suggestion === null) return skip(say('auto-no-name'));
        return {
          act: 'rename_local',
          why: say(isNew ? 'auto-new' : 'auto-only-here'),
        };
      }
      return laterWins(of);
    }
    case 'edit':
    case 'insert':
      return laterWins(of);
  }
}

function laterWins({ editedAt, skewMs, theirsAt }: AutoCase): AutoVerdict {
  if (editedAt === null || theirsAt === null || skewMs === null) {
    return skip(say('auto-unknown'));
  }
  if (theirsAt > editedAt + skewMs) {
    return { act: 'keep_remote', why: say('auto-later-there') };
  }
  return skip(say('auto-later-here'));
}

function skip(why: Said): AutoVerdict {
  return { act: 'skip', why };
}
