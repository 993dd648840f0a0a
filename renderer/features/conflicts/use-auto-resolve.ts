import { useRef, useState } from 'react';
import type { AutoResolveAnswer } from '../../../shared/api/auto-resolve.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';

export type AutoItems = Pick<AutoResolveAnswer, 'resolved' | 'skipped' | 'failed'>;

export type AutoStage = 'closed' | 'looking' | 'previewed' | 'running' | 'done';

export interface AutoResolving {
  readonly stage: AutoStage;
  /** What would be done, or was. */
  readonly items: AutoItems;
  readonly done: number;
  readonly total: number;
  readonly wasCancelled: boolean;
  readonly error: SatchelError | undefined;
  readonly look: () => void;
  readonly run: () => void;
  readonly cancel: () => void;
  readonly close: () => void;
}

const nothing: AutoItems = { resolved: [], skipped: [], failed: [] };
/** As many as one call decides. */
const MOST = 1000;

/** Decisions by fixed rules: looked at first, then made one after another, so that they can be stopped. */
export function useAutoResolve(onChanged: () => void): AutoResolving {
  const client = useClient();
  const [stage, setStage] = useState<AutoStage>('closed');
  const [items, setItems] = useState(nothing);
  const [done, setDone] = useState(0);
  const [total, setTotal] = useState(0);
  const [wasCancelled, setWasCancelled] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const stop = useRef(new AbortController());

  const look = async (): Promise<void> => {
    setStage('looking');
    setError(undefined);
    setItems(nothing);
    setItems(await client.conflicts.autoResolve({ dryRun: true, max: MOST }));
    setStage('previewed');
  };

  const run = async (): Promise<void> => {
    const ids = items.resolved.map(({ id }) => id);
    const { signal } = (stop.current = new AbortController());
    setStage('running');
    setError(undefined);
    setDone(0);
    setTotal(ids.length);
    let made: AutoItems = { ...nothing, skipped: items.skipped };
    try {
      // Two at first, for which the engine makes its backup; each of the others is its own step.
      for (let from = 0; from < ids.length && !signal.aborted; from += from === 0 ? 2 : 1) {
        const until = from + (from === 0 ? 2 : 1);
        const { resolved, skipped, failed } = await client.conflicts.autoResolve({
          ids: ids.slice(from, until),
          max: MOST,
        });
        made = {
          resolved: [...made.resolved, ...resolved],
          skipped: [...made.skipped, ...skipped],
          failed: [...made.failed, ...failed],
        };
        setDone(Math.min(until, ids.length));
      }
    } finally {
      setItems(made);
      setWasCancelled(signal.aborted);
      setStage('done');
      onChanged();
    }
  };

  const fail = (caught: unknown): void => {
    setError(windowError(caught));
  };

  return {
    stage,
    items,
    done,
    total,
    wasCancelled,
    error,
    look: () => {
      look().catch(fail);
    },
    run: () => {
      run().catch(fail);
    },
    cancel: () => {
      stop.current.abort();
    },
    close: () => {
      setStage('closed');
    },
  };
}
