import { useEffect, useRef, useState } from 'react';

/** Before this an estimate jumps about. */
const FIRST_MS = 3000;
const FIRST_SHARE = 2;

/**
 * Milliseconds until 100 percent at the pace since `key` began, or undefined while that is a guess. Another key is
 * another count: a sync's phases have totals of their own.
 */
export function useTimeLeft(key: string, share: number | undefined): number | undefined {
  const begun = useRef<{ key: string; share: number; at: number } | undefined>(undefined);
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    if (share === undefined) {
      setLeft(undefined);
      return;
    }
    if (begun.current?.key !== key) begun.current = { key, share, at: Date.now() };
    setLeft(timeLeft(begun.current, { share, at: Date.now() }));
  }, [key, share]);
  return left;
}

interface Mark {
  readonly share: number;
  readonly at: number;
}

export function timeLeft(begun: Mark, now: Mark): number | undefined {
  const elapsed = now.at - begun.at;
  const done = now.share - begun.share;
  if (elapsed < FIRST_MS || done < FIRST_SHARE) return undefined;
  return ((100 - now.share) / done) * elapsed;
}
