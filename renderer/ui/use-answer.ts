import { useCallback, useEffect, useRef, useState } from 'react';
import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import { windowError } from './window-error.ts';

export interface Answer<T> {
  /** The newest answer; kept while it is asked for again, dropped when `key` changes. */
  readonly data: T | undefined;
  readonly error: SatchelError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly key: string;
  readonly data?: T;
  readonly error?: SatchelError;
  readonly loading: boolean;
}

/**
 * Asks once for each `key`, again for each `revision`. An answer that comes after a newer question is dropped, so
 * a slow one never overwrites a later one.
 */
export function useAnswer<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  key: string,
  revision = 0,
): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({ key, loading: true });
  const [retries, setRetries] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;

  useEffect(() => {
    const stop = new AbortController();
    setHeld((before) =>
      before.key === key ? { ...before, loading: true } : { key, loading: true },
    );
    latest.current(stop.signal).then(
      (data) => {
        if (!stop.signal.aborted) setHeld({ key, data, loading: false });
      },
      (caught: unknown) => {
        if (stop.signal.aborted) return;
        setHeld((before) => ({ ...before, key, error: windowError(caught), loading: false }));
      },
    );
    return () => {
      stop.abort();
    };
  }, [key, revision, retries]);

  const reload = useCallback(() => {
    setRetries((before) => before + 1);
  }, []);
  const current = held.key === key ? held : undefined;
  return {
    data: current?.data,
    error: current?.error,
    loading: current?.loading ?? true,
    reload,
  };
}
