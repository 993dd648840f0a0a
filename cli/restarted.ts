import { setTimeout as delay } from 'node:timers/promises';
import type { EngineClient } from '../engine/index.ts';
import { SatchelError } from '../shared/errors/satchel-error.ts';

/** Opening a large database after its exchange takes a while; an engine that stays away longer has a reason in the log. */
export const RESTART_PATIENCE_MS = 120_000;
const RETRY_MS = 100;

/** Asks until the engine that was told to restart answers as the new one. @throws SatchelError ENGINE_STOPPED */
export async function waitForRestart(isNew: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + RESTART_PATIENCE_MS;
  await repeatUntil(async () => {
    if (await isNew()) return true;
    if (performance.now() > until) throw new SatchelError('ENGINE_STOPPED');
    return undefined;
  });
}

/** Asks until there is an answer. */
export async function repeatUntil<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(RETRY_MS);
  }
}

/** The tables the engine keeps, by name; undefined while it is away. */
export async function tableNames(client: EngineClient): Promise<string | undefined> {
  try {
    return (await client.records.tables()).map(({ name }) => name).join(' ');
  } catch {
    return undefined;
  }
}

/** Waits for the engine that starts again with other tables than those before. @throws SatchelError ENGINE_STOPPED */
export async function waitForOtherTables(
  client: EngineClient,
  before: string | undefined,
): Promise<void> {
  await waitForRestart(async () => {
    const now = await tableNames(client);
    return now !== undefined && now !== before;
  });
}
