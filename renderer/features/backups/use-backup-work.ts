import { useRef, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import { noteBackupsChanged } from './use-backup-status.ts';

/** What this window has begun: a backup, or the verification of some of them, one after another. */
export type BackupTask =
  | { readonly kind: 'create' }
  | { readonly kind: 'verify'; readonly at: number; readonly count: number };

export interface BackupWork {
  readonly task: BackupTask | undefined;
  readonly error: SatchelError | undefined;
  readonly create: () => void;
  readonly verify: (ids: readonly string[]) => void;
  readonly cancel: () => void;
}

export function useBackupWork(): BackupWork {
  const client = useClient();
  const [task, setTask] = useState<BackupTask>();
  const [error, setError] = useState<SatchelError>();
  const cancelled = useRef(false);

  const run = (work: () => Promise<void>): void => {
    cancelled.current = false;
    setError(undefined);
    work()
      .catch((caught: unknown) => {
        const failure = windowError(caught);
        if (failure.code === 'BACKUP_CANCELLED') toastDone(t('backups.cancelled'));
        else setError(failure);
      })
      .finally(() => {
        setTask(undefined);
        noteBackupsChanged();
      });
  };

  return {
    task,
    error,
    create: () => {
      setTask({ kind: 'create' });
      run(async () => {
        await client.backups.create({});
        toastDone(t('backups.made'));
      });
    },
    verify: (ids) => {
      run(async () => {
        let damaged = 0;
        for (const [index, id] of ids.entries()) {
          // Between two files nothing runs that could be cancelled.
          if (cancelled.current) {
            toastDone(t('backups.cancelled'));
            return;
          }
          setTask({ kind: 'verify', at: index + 1, count: ids.length });
          const [verdict] = await client.backups.verify({ id });
          if (!verdict?.ok) damaged++;
        }
        if (damaged > 0) toastDone(t('backups.foundDamaged', { count: damaged }));
        else toastDone(t('backups.allWhole', { count: ids.length }));
      });
    },
    cancel: () => {
      cancelled.current = true;
      client.backups.cancel({}).catch(toastError);
    },
  };
}
