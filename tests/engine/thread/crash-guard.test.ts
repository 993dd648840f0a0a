import { describe, expect, it } from 'vitest';
import { CrashGuard } from '../../../engine/thread/crash-guard.ts';

describe('what keeps crashing', () => {
  it('trips at the third crash within the time, and not at three spread over a day', () => {
    let now = 0;
    const guard = new CrashGuard(() => now, { limit: 3, withinMs: 1000 });
    const crashAt = (at: number): boolean => {
      now = at;
      return guard.crashed();
    };
    expect([crashAt(0), crashAt(600), crashAt(1200)]).toEqual([false, false, false]);
    expect(crashAt(1300)).toBe(true);
    now = 5000;
    expect(guard.isTripped()).toBe(false);
  });
});
