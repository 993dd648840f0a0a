import type { EngineClient, Log } from '../../engine/index.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';

const RETRY_MS = 2_000;

/** Tells every status until the signal; the stream ends when the engine is started again, and is then taken up anew. */
export async function followStatus(
  { client, log, signal }: { client: EngineClient; log: Log; signal: AbortSignal },
  listener: (status: StatusReport) => void,
): Promise<void> {
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    try {
      for await (const status of await client.status.watch({}, { signal })) listener(status);
    } catch (error) {
      if (stopped()) return;
      log.write('debug', 'the status was lost', { code: toSatchelError(error).code });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
