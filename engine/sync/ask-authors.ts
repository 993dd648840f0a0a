import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import {
  type ConflictRecord,
  noteAuthor,
  conflictsWithoutAuthor,
} from '../store/conflict-store.ts';
import { updateDesk } from '../store/desk.ts';
import { sharesConflicts } from '../store/shared-conflict-store.ts';
import type { SyncContext } from './context.ts';

const AT_ONCE = 200;

/**
 * Asks the server who wrote the values that conflicts of this desk are about, where, and when; and how far this desk's
 * clock is off. It only ever adds to what is shown: where the server does not say, conflicts go without.
 */
export async function askAuthors(context: SyncContext): Promise<void> {
  const { store, access, client, clock, signal, log } = context;
  if (!sharesConflicts(store)) return;
  const conflicts = conflictsWithoutAuthor(store.db, AT_ONCE);
  if (conflicts.length === 0) return;
  const rows = conflicts.map((conflict) => {
    const tableAccess = access.get(store.tableById(conflict.tbl).name);
    return {
      table: tableAccess.table.name,
      key: tableAccess.keyOfPk(conflict.pk),
      version: versionOf(conflict),
    };
  });
  const sentAt = clock.now();
  try {
    const answer = await client.authors({ rows }, { signal });
    const skewMs = Date.parse(answer.now) - Math.round((sentAt + clock.now()) / 2);
    store.db.transaction(() => {
      updateDesk(store.db, { skewMs });
      for (const [index, { id }] of conflicts.entries()) {
        const found = answer.rows[index];
        noteAuthor(store.db, id, {
          actor: found?.author ?? null,
          device: found?.device ?? null,
          at: found ? Date.parse(found.at) : null,
        });
      }
    });
  } catch (error) {
    const { code } = toSatchelError(error);
    if (code === 'INTERNAL' || code === 'SYNC_CANCELLED') throw error;
    log.write('debug', 'the server did not say who wrote what is in conflict', { code });
  }
}

/** The version of theirs; what names no image of the server counts as one that nobody knows. */
function versionOf({ theirsVersion }: ConflictRecord): number {
  return Number(/^\d+\.(\d+)$/.exec(theirsVersion)?.[1] ?? 0);
}
