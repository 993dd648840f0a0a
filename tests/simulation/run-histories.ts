import { expect } from 'vitest';
import { FAULTS, planHistory } from './plan.ts';
import { type Outcome, runHistory } from './run-history.ts';
import { NETWORK_FAULTS } from './virtual-network.ts';

const WORLD = { desks: 4, operations: 100 };

export function runSeed(seed: number): Promise<Outcome> {
  const options = { ...WORLD, seed };
  return runHistory({ ...options, steps: planHistory(options) });
}

/** What a history needs to be counted. */
const ENOUGH = { operations: 100, faults: 30 };

/**
 * Runs a history a seed until so many had enough to go through: in each everything holds, also in those that are not
 * counted, and together they meet every kind of fault.
 */
export async function expectSound(first: number, count: number): Promise<void> {
  const met = new Set<string>();
  let counted = 0;
  for (let seed = first; counted < count; seed++) {
    const { violations, operations, faults } = await runSeed(seed);
    expect(violations, `seed ${String(seed)}`).toEqual([]);
    const injected = [...faults.values()].reduce((sum, times) => sum + times, 0);
    if (operations >= ENOUGH.operations && injected >= ENOUGH.faults) counted++;
    for (const kind of faults.keys()) met.add(kind);
    expect(seed - first, 'seeds that were needed').toBeLessThan(count * 1.1);
  }
  const planned = Object.keys(FAULTS).filter((kind) => kind !== 'network');
  const kinds = [...planned, ...NETWORK_FAULTS, 'unreadable at start'];
  expect([...met].sort()).toEqual(kinds.sort());
}
