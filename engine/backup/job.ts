import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BackupProgress } from '../../shared/api/backups.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

export type JobProgress = Pick<BackupProgress, 'phase' | 'done' | 'total'>;

/** What a job is given besides its input: where to say how far it is, and when to stop. */
export interface JobContext {
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
  /** Runs the integrity check of a file beside this job, on another core; not there where there are no threads. */
  readonly checkBeside?: (path: string, key: DatabaseKey | undefined) => Promise<void>;
}

/** @throws SatchelError BACKUP_CANCELLED */
export function stopIfCancelled({ signal }: JobContext): void {
  if (signal.aborted) throw new SatchelError('BACKUP_CANCELLED');
}

/** Lets the thread hear a cancel between two pieces of work. @throws SatchelError BACKUP_CANCELLED */
export async function breathe(context: JobContext): Promise<void> {
  await nextTurn();
  stopIfCancelled(context);
}

/**
 * Waits for both, then throws what the first failed for, or the second: a file that is still being read must not be
 * taken away, and what says most about it comes first.
 */
export async function bothEnded<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
