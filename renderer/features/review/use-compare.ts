import { useCallback, useEffect, useRef, useState } from 'react';
import type { CompareProgress, CompareReport } from '../../../shared/api/compare.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { isAbort, windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';

export interface Asking<T> {
  readonly data: T | undefined;
  readonly error: SatchelError | undefined;
  readonly running: boolean;
  readonly start: () => void;
  /** Ends what runs; what was known stays. */
  readonly cancel: () => void;
}

/** The last comparison of this desk, and a new one when asked for. */
export function useCompare(): Asking<CompareReport> {
  const client = useClient();
  const last = useAnswer((signal) => client.compare.last({}, { signal }), 'compared');
  const asking = useAsking((signal) => client.compare.run({}, { signal }));
  return {
    ...asking,
    data: asking.data ?? last.data ?? undefined,
    error: asking.error ?? last.error,
  };
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

/** How far a comparison is, while `running`. */
export function useCompareProgress(running: boolean): CompareProgress | undefined {
  const client = useClient();
  const [progress, setProgress] = useState<CompareProgress>();
  useEffect(() => {
    if (!running) return undefined;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const next of await client.compare.progress({}, { signal: stop.signal })) {
        if (!stop.signal.aborted) setProgress(next);
      }
    };
    // Without it the bar moves by itself.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
      setProgress(undefined);
    };
  }, [client, running]);
  return progress;
}
