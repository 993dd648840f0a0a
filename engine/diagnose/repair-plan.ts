import { join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import {
  type Repair,
  repairSchema,
  type RepairStep,
  repairStepIds,
  type RepairStepId,
} from '../../shared/api/repair.ts';
import { writeDurably } from '../store/durable-file.ts';

const titles: Readonly<Record<RepairStepId, string>> = {
  diagnose: 'Look at everything',
  fix: 'Fix what loses nothing',
  backup: 'Back up',
  tracking: 'Check that every change is tracked',
  sync: 'Sync',
  compare: 'Compare with the server',
  refetch: 'Fetch what differs',
  restart: 'Start the engine again',
  proof: 'Sync once more and look again',
};

export function newRepair(at: string): Repair {
  return {
    startedAt: at,
    endedAt: null,
    state: 'running',
    summary: 'The repair is running.',
    cancellable: true,
    steps: repairStepIds.map((id) => ({
      id,
      title: titles[id],
      state: 'waiting',
      detail: '',
      progress: null,
    })),
  };
}

export function withStep(
  repair: Repair,
  id: RepairStepId,
  change: Partial<Omit<RepairStep, 'id' | 'title'>>,
): Repair {
  const steps = repair.steps.map((step) =>
    step.id === id ? { ...step, progress: null, ...change } : step,
  );
  return { ...repair, steps };
}

export function stepOf(repair: Repair, id: RepairStepId): RepairStep {
  const found = repair.steps.find((step) => step.id === id);
  if (!found) throw new RangeError(`no step ${id}`);
  return found;
}

/** Steps that will not run any more say why. */
export function skipRest(repair: Repair, why: string): Repair {
  const steps = repair.steps.map((step): RepairStep => {
    if (step.state === 'running') return { ...step, state: 'failed', detail: why, progress: null };
    return step.state === 'waiting' ? { ...step, state: 'skipped', detail: why } : step;
  });
  return { ...repair, steps };
}

/** Written at every step, so that the engine started again in its course knows where it was. */
export function saveRepair(home: string, repair: Repair): void {
  writeDurably(pathIn(home), `${JSON.stringify(repair)}\n`);
}

export function readRepair(home: string): Repair | null {
  if (!existsSync(pathIn(home))) return null;
  try {
    const parsed = repairSchema.safeParse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function pathIn(home: string): string {
  return join(home, 'repair.json');
}
