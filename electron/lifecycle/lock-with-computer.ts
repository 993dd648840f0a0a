import type { EngineClient } from '../../engine/index.ts';

/** Locks a shared desk whose computer was locked or fell asleep, unless its settings leave that out. Nobody could unlock another. */
export async function lockWithComputer({ desk }: Pick<EngineClient, 'desk'>): Promise<void> {
  const { shared, locked, locksWithComputer } = await desk.state({});
  if (shared && !locked && locksWithComputer) await desk.lock({});
}
