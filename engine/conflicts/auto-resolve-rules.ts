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
  | { readonly act: 'rename_local' | 'keep_remote'; readonly reason: string }
  | { readonly act: 'skip'; readonly reason: string };

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
      return skip('whether a record stays or goes is for a person to say');
    case 'duplicate':
      return skip('whether two records are one is for a person to say');
    case 'unique': {
      if (!of.here) return skip('only the desk that found it knows when the record was made');
      const isNew = of.createdAt !== null && of.now - of.createdAt <= HOUR_MS;
      if (isNew || !of.hasCounterpart) {
        if (of.suggestion === null) return skip('no other value can be made up for this field');
        return {
          act: 'rename_local',
          reason: isNew
            ? 'the record was made here within the hour'
            : 'the server does not have the record',
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
    return skip('it is not known which of the two was written later');
  }
  if (theirsAt > editedAt + skewMs) {
    return { act: 'keep_remote', reason: 'the server’s value was written later' };
  }
  return skip('this value was written later than the server’s: a person has to say which is right');
}

function skip(reason: string): AutoVerdict {
  return { act: 'skip', reason };
}
