import { join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import {
  type Repair,
  repairSchema,
  type RepairStep,
  repairStepIds,
  type RepairStepId,
} from '../../shared/api/repair.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { writeDurably } from '../store/durable-file.ts';

export function newRepair(at: string): Repair {
  return {
    startedAt: at,
    endedAt: null,
    state: 'running',
    ...summed(say('repair-running')),
    cancellable: true,
    steps: repairStepIds.map((id) => ({
      id,
      title: inEnglish(say(`step-${id}`)),
      state: 'waiting',
      detail: '',
      said: [],
      progress: null,
    })),
  };
}

export function withStep(
  repair: Repair,
  id: RepairStepId,
  change: Partial<Pick<RepairStep, 'state' | 'said' | 'progress'>>,
): Repair {
  const steps = repair.steps.map((step) =>
    step.id === id ? worded({ ...step, progress: null, ...change }) : step,
  );
  return { ...repair, steps };
}

/** The outcome, in words and as data. */
export function summed(said: Said | readonly Said[]): Pick<Repair, 'summary' | 'summarySaid'> {
  return { summary: inEnglish(said), summarySaid: [said].flat() };
}

function worded(step: RepairStep): RepairStep {
  return { ...step, detail: inEnglish(step.said) };
}

export function stepOf(repair: Repair, id: RepairStepId): RepairStep {
  const found = repair.steps.find((step) => step.id === id);
  if (!found) throw new RangeError(`no step ${id}`);
  return found;
}

/** Steps that will not run any more say why. */
export function skipRest(repair: Repair, why: Said): Repair {
  const steps = repair.steps.map((step): RepairStep => {
    if (step.state === 'running')
      return worded({ ...step, state: 'failed', said: [why], progress: null });
    return step.state === 'waiting' ? worded({ ...step, state: 'skipped', said: [why] }) : step;
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
