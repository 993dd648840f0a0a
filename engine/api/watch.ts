import { AsyncIteratorClass } from '@orpc/server';
import { toRpcError } from './errors-as-data.ts';

/**
 * A service's stream as an event iterator: ends when the caller goes away, by its signal or by `return()`, even
 * while an event is being waited for; then the service's own signal is aborted, so it lets go of its listeners.
 */
export function watch<T, U>(
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<T>,
  map: (value: T) => U,
): AsyncIteratorClass<U, void, void> {
  const gone = new AbortController();
  const stop = (): void => {
    gone.abort();
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const stopped = new Promise<'stopped'>((resolve) => {
    gone.signal.addEventListener('abort', () => {
      resolve('stopped');
    });
    if (gone.signal.aborted) resolve('stopped');
  });
  const source = open(gone.signal)[Symbol.asyncIterator]();

  return new AsyncIteratorClass<U, void, void>(
    async () => {
      const pending = source.next();
      pending.catch(() => undefined);
      try {
        const result = await Promise.race([pending, stopped]);
        if (result === 'stopped' || result.done) return { done: true, value: undefined };
        return { done: false, value: map(result.value) };
      } catch (error) {
        throw toRpcError(error);
      }
    },
    async () => {
      signal?.removeEventListener('abort', stop);
      stop();
      await Promise.resolve();
    },
  );
}
