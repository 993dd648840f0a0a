import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Clock, Random } from '../ports.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Exponential with full jitter: attempt 0 waits up to half a second, each further one up to twice as long [SYNC-10]. */
export function backoffMs(attempt: number, random: Random): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return ceiling * (0.5 + random.fraction() / 2);
}

/** Worth another try: the network, an overloaded server, a torn or stalled answer; never a refusal. */
export function isTransient(error: unknown): boolean {
  if (isSatchelError(error, 'SERVER_ERROR')) {
    const status = Number(error.details.status);
    return status >= 500 || status === 429 || status === 408;
  }
  return (
    isSatchelError(error, 'SERVER_UNREACHABLE') ||
    isSatchelError(error, 'SYNC_TORN') ||
    isSatchelError(error, 'SYNC_STALLED')
  );
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Further attempts after the first. */
  readonly retries: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

/** Runs `action` until it succeeds, fails for good, or has been retried often enough. `Retry-After` is honoured. */
export async function withRetries<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= options.retries || !isTransient(error) || options.signal?.aborted) throw error;
      options.onRetry?.(error, attempt);
      const asked = isSatchelError(error) ? Number(error.details.retryAfterSeconds ?? 0) * 1000 : 0;
      await sleep(Math.max(asked, backoffMs(attempt, options.random)), options);
    }
  }
}

export function sleep(
  delayMs: number,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      signal?.removeEventListener('abort', finish);
      cancel();
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish);
    if (signal?.aborted) finish();
  });
}
