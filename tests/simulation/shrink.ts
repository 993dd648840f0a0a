import type { Step } from './plan.ts';

/**
 * Leaves out steps as long as the history still fails: halves, then quarters, down to single steps. Each step carries its
 * own choices, so the others mean the same without it.
 */
export async function shrink(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
  tries = 400,
): Promise<readonly Step[]> {
  let kept = steps;
  let left = tries;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < kept.length && left > 0;) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      left--;
      if (await fails(without)) kept = without;
      else start += size;
    }
  }
  return kept;
}
