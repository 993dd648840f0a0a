import { randomBytes, randomInt } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

/** Timers longer than this fire at once in Node, so a longer wait is cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const FRACTIONS = 2 ** 47;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, action) => {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      timer = setTimeout(
        () => {
          if (restMs > LONGEST_TIMER_MS) wait(restMs - LONGEST_TIMER_MS);
          else action();
        },
        Math.min(restMs, LONGEST_TIMER_MS),
      );
    };
    wait(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomInt(FRACTIONS) / FRACTIONS,
};
