import { useState } from 'react';
import { currentRoute } from '../../ui/router.ts';
import { toastError, toastFailure } from '../../ui/toasts.tsx';
import { type ShownError, windowError } from '../../ui/window-error.ts';
import { useClient, useSession } from '../session/desk-context.tsx';

/** Says why a sync failed, where that is news. */
function tell(error: ShownError): void {
  // Cancelled by this person, or already under way: both are visible.
  if (error.code === 'SYNC_CANCELLED' || error.code === 'SYNC_RUNNING') return;
  // The status page says by itself why the last sync failed.
  if ((currentRoute().segments[0] ?? 'status') !== 'status') toastFailure(error);
}

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
        .then(
          ({ error }) => {
            if (error) tell(error);
          },
          (caught: unknown) => {
            tell(windowError(caught));
          },
        )
        .finally(() => {
          setAsked(false);
        });
    },
    cancel: () => {
      client.sync.cancel({}).catch(toastError);
    },
  };
}
