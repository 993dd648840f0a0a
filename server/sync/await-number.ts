import { hasNumberedKey } from '../../shared/records/manifest.ts';
import type { MutationOutcome } from '../../shared/protocol/upload.ts';
import type { Batch, Frame } from './batch.ts';

/**
 * What names a new record whose number another record has by now is to come again: its desk gives the record a free number
 * first, and until then it would name the other one [SYNC-3].
 */
export function awaitNumber(
  { frames, mutations }: Pick<Batch, 'frames' | 'mutations'>,
  outcomes: readonly MutationOutcome[],
): MutationOutcome[] {
  const answered = new Set(outcomes.map(({ index }) => index));
  const taken = new Set(
    mutations.flatMap(({ index, op, frame, key }) => {
      const { table } = frames[frame] as Frame;
      if (op !== 'i' || !answered.has(index) || !table || !hasNumberedKey(table)) return [];
      return [`${table.name} ${String(key[0])}`];
    }),
  );
  if (taken.size === 0) return [...outcomes];
  const later = mutations.flatMap(({ index, frame, values }): MutationOutcome[] => {
    const names = (frames[frame] as Frame).table?.columns.some(
      ({ references }, at) =>
        references && taken.has(`${references.table} ${String(values[at] ?? '')}`),
    );
    return names && !answered.has(index) ? [{ index, status: 'retry' }] : [];
  });
  return [...outcomes, ...later];
}
