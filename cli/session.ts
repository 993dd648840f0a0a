import { setTimeout as delay } from 'node:timers/promises';
import { connectRunning, type EngineClient, type Log, startEngine } from '../engine/index.ts';
import { isSatchelError } from '../shared/errors/satchel-error.ts';

/** Another command may hold the store for a moment; an app that holds it answers on its socket by then. */
const LOCK_PATIENCE_MS = 5000;
const RETRY_MS = 150;

const ownEngine = { autoSync: false, reader: false, inThisThread: true } as const;

/** An engine to ask: the running app's, or one of our own for this command. */
export interface Session {
  readonly client: EngineClient;
  close(): Promise<void>;
}

/** @throws SatchelError STORE_LOCKED where a process that does not answer keeps the store */
export async function openSession({
  home,
  log,
  environment,
}: {
  home: string;
  log: Log;
  /** Settings are taken from it, as from a file. */
  environment: NodeJS.ProcessEnv;
}): Promise<Session> {
  const until = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const running = await connectRunning(home);
    if (running) return { client: running.client, close: () => Promise.resolve() };
    try {
      return await startEngine({ home, log, environment, ...ownEngine });
    } catch (error) {
      if (!isSatchelError(error, 'STORE_LOCKED') || performance.now() > until) throw error;
      await delay(RETRY_MS);
    }
  }
}
