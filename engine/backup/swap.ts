import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';
import { exchangeDatabase, type ExchangePoint } from '../store/exchange.ts';

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
export type SwapPoint = 'planned' | ExchangePoint | 'done';

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
  if (existsSync(from)) exchangeDatabase({ from, to, keep: displaced, reached });
  else if (!existsSync(to)) throw new SatchelError('STORE_MISSING', { path: to });
  reached('done');
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
