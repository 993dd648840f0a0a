import { describe, expect, it } from 'vitest';
import { backoffMs, withRetries } from '../../../engine/sync/backoff.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { seededRandom, VirtualClock } from '../../support/virtual-clock.ts';

describe('retrying', () => {
  it('[SYNC-10] waits longer from attempt to attempt, within its jitter and its ceiling', () => {
    const random = seededRandom(1);
    for (let attempt = 0; attempt < 12; attempt++) {
      const ceiling = Math.min(30_000, 500 * 2 ** attempt);
      const delay = backoffMs(attempt, random);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
  });

  it('[SYNC-10] honours Retry-After over its own delay', async () => {
    const clock = new VirtualClock();
    const started = clock.now();
    let calls = 0;
    const result = withRetries(
      () => {
        calls++;
        if (calls === 1) {
          throw new SatchelError('SERVER_ERROR', {
            status: 503,
            detail: '',
            retryAfterSeconds: 40,
          });
        }
        return Promise.resolve(clock.now() - started);
      },
      { clock, random: seededRandom(1), retries: 3 },
    );
    await clock.advance(39_000);
    expect(calls).toBe(1);
    await clock.advance(2_000);
    expect(await result).toBeGreaterThanOrEqual(40_000);
  });

  it('[SYNC-10] gives up after its retries, and at once on a refusal', async () => {
    const clock = new VirtualClock();
    let calls = 0;
    const failing = (code: 'SERVER_UNREACHABLE' | 'FORBIDDEN') =>
      withRetries(
        () => {
          calls++;
          throw new SatchelError(code);
        },
        { clock, random: seededRandom(1), retries: 2 },
      );
    const unreachable = expect(failing('SERVER_UNREACHABLE')).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    await clock.advance(60_000);
    await unreachable;
    expect(calls).toBe(3);
    calls = 0;
    await expect(failing('FORBIDDEN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(calls).toBe(1);
  });

  it('stops waiting when the run is cancelled', async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const failing = withRetries(() => Promise.reject(new SatchelError('SYNC_TORN')), {
      clock,
      random: seededRandom(1),
      retries: 5,
      signal: abort.signal,
    });
    const rejected = expect(failing).rejects.toMatchObject({ code: 'SYNC_TORN' });
    await clock.advance(0);
    abort.abort();
    await rejected;
    expect(clock.waiting).toBe(0);
  });
});
