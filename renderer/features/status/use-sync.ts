import { useState } from 'react';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import { toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient, useSession } from '../session/desk-context.tsx';

/** Starting and stopping a sync from the window; a sync that something else started counts as running too. */
export function useSync(): { running: boolean; start: () => void; cancel: () => void } {
  const client = useClient();
  const syncing = useSession(({ report }) => report?.isSyncing ?? false);
  const [asked, setAsked] = useState(false);
  return {
    running: syncing || asked,
    start: () => {
      setAsked(true);
      client.sync
        .run({})
        .catch((caught: unknown) => {
          const error = windowError(caught);
          // Cancelled by this person, or already under way: both are visible, and neither is news.
          if (isSatchelError(error, 'SYNC_CANCELLED') || isSatchelError(error, 'SYNC_RUNNING'))
            return;
          toastError(error);
        })
        .finally(() => {
          setAsked(false);
        });
    },
    cancel: () => {
      client.sync.cancel({}).catch(toastError);
    },
  };
}
