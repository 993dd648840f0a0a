import { useEffect, useState } from 'react';
import type { CompareProgress, CompareReport } from '../../../shared/api/compare.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { type Asking, useAsking } from '../../ui/use-asking.ts';
import { useClient } from '../session/desk-context.tsx';

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
