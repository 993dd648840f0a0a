import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { SatchelClient } from '../../client.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { followEngine } from './follow-engine.ts';
import { createSessionStore, type SessionState, type SessionStore } from './session-store.ts';

interface Desk {
  readonly client: SatchelClient;
  readonly session: SessionStore;
}

const DeskContext = createContext<Desk | undefined>(undefined);

/** Gives the pages below it the engine's client, and a session store that follows the engine. */
export function DeskProvider({ client, children }: { client: SatchelClient; children: ReactNode }) {
  const desk = useMemo<Desk>(() => ({ client, session: createSessionStore() }), [client]);
  useEffect(() => {
    let stop = new AbortController();
    const follow = (): void => {
      stop.abort();
      stop = new AbortController();
      // A hidden tab gives its connections back; it catches up when it is looked at again.
      if (!document.hidden) void followEngine(desk.client, desk.session, stop.signal);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop.abort();
    };
  }, [desk]);
  return <DeskContext value={desk}>{children}</DeskContext>;
}

function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new SatchelError('INTERNAL', { detail: 'a page outside its DeskProvider' });
  return desk;
}

export function useClient(): SatchelClient {
  return useDesk().client;
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useDesk().session, select);
}

/** The number of times rows of these tables changed: a `revision` for `useAnswer`. */
export function useRevision(...tables: readonly string[]): number {
  return useSession(({ revisions }) =>
    tables.reduce((total, table) => total + (revisions[table] ?? 0), 0),
  );
}
