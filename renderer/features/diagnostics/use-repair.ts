import { useEffect, useRef, useState } from 'react';
import type { Repair } from '../../../shared/api/repair.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';

/** Between two attempts while the engine starts again in the repair's course. */
const RETRY_MS = 700;

export interface RepairAnswer {
  readonly repair: Repair | undefined;
  readonly running: boolean;
  readonly start: () => void;
  readonly cancel: () => void;
}

/** The running repair, step by step, or the last one. The engine's restart on the way is waited out. */
export function useRepair(onEnded: () => void): RepairAnswer {
  const client = useClient();
  const [repair, setRepair] = useState<Repair>();
  const [starts, setStarts] = useState(0);
  const [asked, setAsked] = useState(false);
  const ended = useRef(onEnded);
  ended.current = onEnded;

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let ran = false;
    const accept = (next: Repair | null): boolean => {
      if (signal.aborted) return false;
      setRepair(next ?? undefined);
      const running = next?.state === 'running';
      if (ran && !running) ended.current();
      ran = running;
      return running;
    };
    const follow = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          if (!accept(await client.repair.get({}, { signal }))) return;
          for await (const next of await client.repair.watch({}, { signal }))
            if (!accept(next)) return;
        } catch {
          // Not there at this moment: the status bar says so, and this asks again.
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    };
    void follow();
    return () => {
      stop.abort();
    };
  }, [client, starts]);

  return {
    repair,
    running: asked || repair?.state === 'running',
    start: () => {
      setAsked(true);
      client.repair
        .start({})
        .then((begun) => {
          setRepair(begun);
        }, toastError)
        .finally(() => {
          setAsked(false);
          setStarts((before) => before + 1);
        });
    },
    cancel: () => {
      client.repair.cancel({}).catch(toastError);
    },
  };
}
