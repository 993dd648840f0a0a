import { type Repair, repairStepIds } from '../../shared/api/repair.ts';

/** A repair that has begun. */
export function fakeRepair(startedAt: string): Repair {
  return {
    startedAt,
    endedAt: null,
    state: 'running',
    summary: 'The repair is running.',
    summarySaid: [],
    cancellable: true,
    steps: repairStepIds.map((id) => ({
      id,
      title: id,
      state: 'waiting',
      detail: '',
      said: [],
      progress: null,
    })),
  };
}
