import { useEffect, useState } from 'react';
import type { SyncReport } from '../../../shared/api/sync.ts';

/** Scrolled less than this, one is at the top. */
const TOP_PX = 40;

/**
 * The newest runs while one is at the top; further down the list stands still, so that nothing moves under the
 * eyes, and says how many have come since.
 */
export function useFollow(runs: readonly SyncReport[] | undefined): {
  shown: readonly SyncReport[] | undefined;
  newer: number;
  follow: () => void;
} {
  const [held, setHeld] = useState<readonly SyncReport[]>();
  useEffect(() => {
    const page = document.getElementById('content');
    const scroll = (): void => {
      if (page && page.scrollTop >= TOP_PX) setHeld((before) => before ?? runs);
      else setHeld(undefined);
    };
    page?.addEventListener('scroll', scroll, { passive: true });
    return () => {
      page?.removeEventListener('scroll', scroll);
    };
  }, [runs]);
  const newest = held?.[0]?.id ?? Infinity;
  return {
    shown: held ? merged(held, runs ?? []) : runs,
    newer: held ? (runs ?? []).filter(({ id }) => id > newest).length : 0,
    follow: () => {
      document.getElementById('content')?.scrollTo({ top: 0 });
      setHeld(undefined);
    },
  };
}

/** Older runs that were asked for meanwhile belong below; newer ones wait. */
function merged(held: readonly SyncReport[], runs: readonly SyncReport[]): readonly SyncReport[] {
  const newest = held[0]?.id ?? Infinity;
  return runs.filter(({ id }) => id <= newest);
}
