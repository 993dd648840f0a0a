import { expect } from 'vitest';
import { FAULTS, planHistory } from './plan.ts';
import { type Outcome, runHistory } from './run-history.ts';
import { NETWORK_FAULTS } from './virtual-network.ts';

const WORLD = { desks: 4, operations: 100 };

export function runSeed(seed: number): Promise<Outcome> {
  const options = { ...WORLD, seed };
  return runHistory({ ...options, steps: planHistory(options) });
}

/** Runs a history a seed: in each everything holds, and together they meet every kind of fault. */
export async function expectSound(first: number, count: number): Promise<void> {
  const met = new Set<string>();
  for (let seed = first; seed < first + count; seed++) {
    const { violations, operations, faults } = await runSeed(seed);
    expect(violations, `seed ${String(seed)}`).toEqual([]);
    expect(operations, `operations of seed ${String(seed)}`).toBeGreaterThanOrEqual(100);
    const injected = [...faults.values()].reduce((sum, times) => sum + times, 0);
    expect(injected, `faults of seed ${String(seed)}`).toBeGreaterThanOrEqual(30);
    for (const kind of faults.keys()) met.add(kind);
  }
  const planned = Object.keys(FAULTS).filter((kind) => kind !== 'network');
  const kinds = [...planned, ...NETWORK_FAULTS, 'unreadable at start'];
  expect([...met].sort()).toEqual(kinds.sort());
}
