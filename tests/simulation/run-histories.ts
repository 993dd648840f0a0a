import { expect } from 'vitest';
import { FAULT_KINDS, isEventful } from './plan.ts';
import { startHistories } from './start-histories.ts';

export const WORLD = { desks: 4, operations: 100 };

/**
 * Runs a history a seed until so many had enough to go through: in each everything holds, also in those that are not
 * counted, and together they meet every kind of fault.
 */
export async function expectSound(first: number, count: number): Promise<void> {
  const histories = startHistories(WORLD);
  const met = new Set<string>();
  let counted = 0;
  try {
    for (let seed = first; counted < count; seed++) {
      const history = await histories.run(seed);
      expect(history.violations, `seed ${String(seed)}`).toEqual([]);
      if (isEventful(history)) counted++;
      for (const kind of Object.keys(history.faults)) met.add(kind);
      expect(seed - first, 'seeds that were needed').toBeLessThan(count * 1.1);
    }
  } finally {
    histories.end();
  }
  expect([...met].sort()).toEqual([...FAULT_KINDS].sort());
}
