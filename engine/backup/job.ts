import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BackupProgress } from '../../shared/api/backups.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

export type JobProgress = Pick<BackupProgress, 'phase' | 'done' | 'total'>;

/** What a job is given besides its input: where to say how far it is, and when to stop. */
export interface JobContext {
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
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
