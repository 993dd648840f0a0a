import { createStore, useStore } from 'zustand';
import type { BackupStatus } from '../../../shared/api/backups.ts';
import { type Answer, useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useClient, useSession } from '../session/desk-context.tsx';

const store = createStore(() => ({ revision: 0 }));

/** What this window did to the backups shows everywhere at once. */
export function noteBackupsChanged(): void {
  store.setState(({ revision }) => ({ revision: revision + 1 }));
}

export function useBackupRevision(): number {
  // After a restore the engine has started again, with another database under it.
  const rounds = useSession((session) => session.rounds);
  return rounds + useStore(store, ({ revision }) => revision);
}

/**
 * How the backups stand, asked for again every `everyMs`: their age grows by itself. Asked for, not streamed, because
 * a browser has six connections to one host for all of its tabs.
 */
export function useBackupStatus(everyMs = 60_000): Answer<BackupStatus> {
  const client = useClient();
  return useAnswer(
    (signal) => client.backups.status({}, { signal }),
    'backup-status',
    useBackupRevision() + useNow(everyMs),
  );
}
