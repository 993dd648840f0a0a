import type { MutationOutcome } from '../../shared/protocol/upload.ts';
import type { Mutation } from './batch.ts';

/**
 * Outcomes so far, with the siblings of every mutation that cannot apply: rejected with it, or, where it is stale,
 * to be sent again once the device has merged it. A group applies whole or not at all [SYNC-4].
 */
export function holdGroups(
  mutations: readonly Mutation[],
  outcomes: readonly MutationOutcome[],
): MutationOutcome[] {
  const held = new Map(outcomes.map((outcome) => [outcome.index, outcome]));
  const verdicts = new Map<string, 'rejected' | 'retry'>();
  for (const { group, index } of mutations) {
    const outcome = held.get(index);
    if (group === null || !outcome) continue;
    const verdict = outcome.status === 'rejected' ? 'rejected' : 'retry';
    if (verdicts.get(group) !== 'rejected') verdicts.set(group, verdict);
  }
  for (const { group, index } of mutations) {
    const verdict = group === null ? undefined : verdicts.get(group);
    if (verdict === undefined || held.has(index)) continue;
    held.set(
      index,
      verdict === 'rejected'
        ? { index, status: 'rejected', reason: 'group' }
        : { index, status: 'retry' },
    );
  }
  return [...held.values()].sort((a, b) => a.index - b.index);
}
