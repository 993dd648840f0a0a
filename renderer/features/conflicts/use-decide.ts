import { useState } from 'react';
import type { Strategy } from '../../../shared/api/conflicts.ts';
import { t } from '../../text/t.ts';
import { saidWords } from '../../text/said-words.ts';
import { toastDone, toastError, toastFailure } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';

export interface Deciding {
  readonly busy: boolean;
  /** One strategy for all of them; says what could not be decided so, and offers a way back. */
  readonly decide: (ids: readonly string[], strategy: Strategy) => void;
  /** Takes decisions back, one after another. */
  readonly undo: (ids: readonly string[]) => Promise<void>;
}

/** Decisions without a look at each field: quick to make, and as quick to take back. */
export function useDecide(onChanged: () => void): Deciding {
  const client = useClient();
  const [busy, setBusy] = useState(false);

  const undo = async (ids: readonly string[]): Promise<void> => {
    try {
      for (const id of ids) await client.conflicts.undo({ id });
      toastDone(t('conflicts.openAgain'));
    } finally {
      onChanged();
    }
  };

  return {
    busy,
    undo,
    decide: (ids, strategy) => {
      setBusy(true);
      client.conflicts
        .resolveMany({ ids: [...ids], strategy })
        .then(({ resolved, failed }) => {
          if (resolved.length > 0)
            toastDone(t('conflicts.savedDecisions', { count: resolved.length }), () =>
              undo(resolved),
            );
          const [first] = failed;
          if (first)
            toastFailure({
              code: 'CONFLICT_CHOICE',
              message: t('conflicts.leftOpen', { count: failed.length }),
              action: saidWords(first.said, first.reason),
            });
        }, toastError)
        .finally(() => {
          setBusy(false);
          onChanged();
        });
    },
  };
}
