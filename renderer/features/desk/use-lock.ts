import { notifications } from '@mantine/notifications';
import { useCallback, useEffect } from 'react';
import { runBeforeLock } from '../../ui/before-lock.ts';
import { releaseGuard } from '../../ui/router.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useClient, useSession } from '../session/desk-context.tsx';

/** How often the engine hears that somebody is there; the desk locks after minutes. */
const SAY_MS = 20_000;

/** Locks the desk now; what is being typed is kept as a draft first. */
export function useLockNow(): () => void {
  const client = useClient();
  return useCallback(() => {
    void runBeforeLock()
      .then(() => client.desk.lock({}))
      .catch(toastError);
  }, [client]);
}

/** While a shared desk is open: tells the engine that somebody is there, and clears the screen's memory when it locks. */
export function useLockWatch(): void {
  const client = useClient();
  const watching = useSession(({ report }) => report?.desk.shared === true && !report.desk.locked);
  useEffect(() => {
    if (!watching) return undefined;
    let saidAt = Date.now();
    const here = (): void => {
      const now = Date.now();
      if (now - saidAt < SAY_MS) return;
      saidAt = now;
      // A window that cannot reach the engine shows so elsewhere.
      client.desk.active({}).catch(() => undefined);
    };
    const events = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const event of events) document.addEventListener(event, here, { passive: true });
    return () => {
      for (const event of events) document.removeEventListener(event, here);
      // A message may name a patient, and its way back would act for somebody else.
      notifications.clean();
      void runBeforeLock();
      releaseGuard();
    };
  }, [client, watching]);
}
