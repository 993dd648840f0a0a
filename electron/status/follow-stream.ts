import type { Log } from '../../engine/index.ts';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';

const RETRY_MS = 2_000;

/**
 * Tells every value of a stream of the engine until the signal; it ends when the engine is started again, and is then
 * taken up anew.
 */
export async function followStream<T>(
  stream: {
    readonly watch: (options: { signal: AbortSignal }) => Promise<AsyncIterable<T>>;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
  listener: (value: T) => void,
): Promise<void> {
  const { watch, log, signal } = stream;
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    try {
      for await (const value of await watch({ signal })) listener(value);
    } catch (error) {
      if (stopped()) return;
      log.write('debug', 'a stream was lost', { code: toSatchelError(error).code });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
