import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';

/** A verified file that is to take the place of the database; written when the file is whole and on the disk. */
const swapSchema = z.object({
  /** The backup it was made of. */
  backup: z.string(),
  from: z.string(),
  to: z.string(),
  /** Where the database that was there goes. */
  displaced: z.string(),
  at: z.string(),
});
export type Swap = z.infer<typeof swapSchema>;

/** Points at which a kill is tried. */
export type SwapPoint = 'planned' | 'log-aside' | 'old-kept' | 'swapped';

const besides = ['-wal', '-shm', '-journal'];

/** From here on the swap happens, at the latest at the next start; before it nothing has changed. */
export function planSwap(plan: string, swap: Swap): void {
  writeDurably(plan, `${JSON.stringify(swap)}\n`);
}

/**
 * Puts the planned file in the database's place, with nobody holding either open. A kill at any point leaves the old
 * or the new database, whole, and the plan, by which the next call goes on. The old one keeps its WAL: left
 * behind, it would be played into the new one. Returns the swap when it is done; the caller then forgets the plan.
 * @throws SatchelError STORE_MISSING when the file that was to come is gone and nothing is in its place
 */
export function finishSwap(
  plan: string,
  reached: (point: SwapPoint) => void = () => undefined,
): Swap | undefined {
  const swap = readPlan(plan);
  if (!swap) return undefined;
  const { from, to, displaced } = swap;
  reached('planned');
  if (existsSync(from)) {
    for (const suffix of besides) moveAside(to + suffix, displaced + suffix);
    syncFolder(dirname(displaced));
    reached('log-aside');
    keepOld(to, displaced);
    reached('old-kept');
    renameSync(from, to);
    syncFolder(dirname(to));
  } else if (!existsSync(to)) {
    throw new SatchelError('STORE_MISSING', { path: to });
  }
  reached('swapped');
  return swap;
}

export function readPlan(plan: string): Swap | undefined {
  if (!existsSync(plan)) return undefined;
  const parsed = swapSchema.safeParse(JSON.parse(readFileSync(plan, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

export function forgetPlan(plan: string): void {
  rmSync(plan, { force: true });
  syncFolder(dirname(plan));
}

function moveAside(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

// A second name for the old file, so that its place is never empty; where links are not to be had, it is for a moment.
function keepOld(to: string, displaced: string): void {
  if (!existsSync(to) || existsSync(displaced)) return;
  try {
    linkSync(to, displaced);
  } catch {
    renameSync(to, displaced);
  }
  syncFolder(dirname(displaced));
}
