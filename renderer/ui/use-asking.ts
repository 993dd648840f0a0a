import { useCallback, useEffect, useRef, useState } from 'react';
import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import { isAbort, windowError } from './window-error.ts';

export interface Asking<T> {
  readonly data: T | undefined;
  readonly error: SatchelError | undefined;
  readonly running: boolean;
  readonly start: () => void;
  /** Ends what runs; what was known stays. */
  readonly cancel: () => void;
}

/** Something that takes a while, and that a person can end. Leaving the page ends it as well. */
export function useAsking<T>(ask: (signal: AbortSignal) => Promise<T>): Asking<T> {
  const [held, setHeld] = useState<{ data?: T; error?: SatchelError; running: boolean }>({
    running: false,
  });
  const stop = useRef(new AbortController());
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(
    () => () => {
      stop.current.abort();
    },
    [],
  );
  const start = useCallback(() => {
    stop.current.abort();
    const own = new AbortController();
    stop.current = own;
    setHeld(({ data }) => ({ ...(data === undefined ? {} : { data }), running: true }));
    latest.current(own.signal).then(
      (data) => {
        if (!own.signal.aborted) setHeld({ data, running: false });
      },
      (caught: unknown) => {
        if (own.signal.aborted || isAbort(caught)) return;
        setHeld((before) => ({ ...before, error: windowError(caught), running: false }));
      },
    );
  }, []);
  const cancel = useCallback(() => {
    stop.current.abort();
    setHeld((before) => ({ ...before, running: false }));
  }, []);
  return { data: held.data, error: held.error, running: held.running, start, cancel };
}
