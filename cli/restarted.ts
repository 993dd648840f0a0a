import { setTimeout as delay } from 'node:timers/promises';
import { SatchelError } from '../shared/errors/satchel-error.ts';

/** Opening a large database after its exchange takes a while; an engine that stays away longer has a reason in the log. */
const PATIENCE_MS = 120_000;
const RETRY_MS = 100;

/** Asks until the engine that was told to restart answers as the new one. @throws SatchelError ENGINE_STOPPED */
export async function waitForRestart(isNew: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await isNew())) {
    if (performance.now() > until) throw new SatchelError('ENGINE_STOPPED');
    await delay(RETRY_MS);
  }
}
