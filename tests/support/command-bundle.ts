import { join } from 'node:path';
import { ensureCommandBundle } from '../../build/bundle/command-bundle.ts';

/** Bundles the command before tests in several processes find it stale. */
export async function setup(): Promise<void> {
  await ensureCommandBundle(join(import.meta.dirname, '../..'), () => undefined);
}
