import { useEffect, useState } from 'react';
import type { UpdateState } from '../../../shared/api/updates.ts';
import { useClient, useSession } from '../session/desk-context.tsx';

/** Where the app stands with the next version of itself, as it changes; undefined until it is known. */
export function useUpdates(): UpdateState | undefined {
  const client = useClient();
  const rounds = useSession((session) => session.rounds);
  const [state, setState] = useState<UpdateState>();
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const next of await client.updates.watch({}, { signal: stop.signal })) {
        setState(next);
      }
    };
    // A stream that broke is opened again with the next connection.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
    };
  }, [client, rounds]);
  return state;
}
