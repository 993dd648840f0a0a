import { Chance } from './chance.ts';
import type { ClinicKind } from './sim-schema.ts';
import { NETWORK_FAULTS, type NetworkFault, TOO_LARGE } from './virtual-network.ts';

/** One thing that happens in a history. `at` is in virtual milliseconds; `r` are numbers in [0, 1) that say which row, value and so on. */
export interface Step {
  readonly id: number;
  readonly at: number;
  readonly desk: number;
  readonly kind: string;
  readonly r: readonly number[];
}

export interface PlanOptions {
  readonly seed: number;
  readonly desks: number;
  readonly operations: number;
  readonly kind?: ClinicKind;
}

/** Kinds and how often each comes up. */
export const EDITS: Readonly<Record<string, number>> = {
  insert: 20,
  'insert shared': 4,
  update: 34,
  'update two': 6,
  chip: 7,
  'swap chips': 4,
  rename: 3,
  count: 8,
  move: 4,
  undo: 3,
  delete: 12,
};
/** Besides, where records have numbers. */
const NUMBERED: Readonly<Record<string, number>> = { ticket: 10, part: 12, 'ticket note': 6 };
const OTHERS: Readonly<Record<string, number>> = {
  sync: 48,
  'sync push': 7,
  'sync pull': 3,
  'sync all': 4,
  resolve: 14,
};
export const FAULTS: Readonly<Record<string, number>> = {
  network: 120,
  [TOO_LARGE]: 6,
  'cut line': 4,
  'server restart': 4,
  'token expiry': 4,
  'clock jump': 4,
  'disk full': 6,
  'disk error': 6,
  kill: 7,
  'kill behind': 1,
  'kill inside': 11,
  'desk backup': 9,
  'desk restore': 6,
  'desk rewind': 6,
  'server backup': 8,
  'server restore': 5,
};

/** Every kind of fault by the name it is counted under; some show as what they bring about. */
export const FAULT_KINDS: readonly string[] = [
  ...Object.keys(FAULTS).filter((kind) => kind !== 'network'),
  ...NETWORK_FAULTS,
  'unreadable at start',
];

/** What a history needs to be counted. */
export const ENOUGH = { operations: 100, faults: 30 };

/** Whether so much happened in a history that it says something that nothing was lost. */
export function isEventful(history: {
  readonly operations: number;
  readonly faults: Readonly<Record<string, number>>;
}): boolean {
  const faults = Object.values(history.faults).reduce((sum, times) => sum + times, 0);
  return history.operations >= ENOUGH.operations && faults >= ENOUGH.faults;
}

/** In every fourth history the desks of a clinic see and decide each other's conflicts; in every sixth records have numbers. */
export function kindOf(seed: number): ClinicKind {
  if (seed % 4 === 0) return 'shared';
  return seed % 6 === 1 ? 'numbered' : 'plain';
}

export function isEdit(kind: string): boolean {
  return kind in EDITS || kind in NUMBERED;
}

/**
 * The steps of a seed, in the order of their time. Some meet nothing: a desk that is off, a fault without a request. Of 144 planned
 * operations some 119 take place, and some 42 of 78 faults.
 */
export function planHistory({ seed, desks, operations, kind }: PlanOptions): Step[] {
  const chance = new Chance(seed);
  const steps: Omit<Step, 'id'>[] = [];
  const span = operations * 700;
  const add = (kinds: Readonly<Record<string, number>>, count: number): void => {
    for (let n = 0; n < count; n++) {
      const at = chance.below(span);
      const kind = weighted(kinds, chance.fraction());
      const r = Array.from({ length: 6 }, () => chance.fraction());
      steps.push({ at, desk: chance.below(desks), kind, r });
    }
  };
  // A history without any rare calamity finds other bugs than one in which everything happens.
  const calm = chance.fraction();
  const faults = Object.fromEntries(
    Object.entries(FAULTS).filter(
      ([kind]) =>
        !(calm < 0.45 && kind === 'server restore') &&
        !(calm > 0.2 && calm < 0.6 && isRewind(kind)),
    ),
  );
  add(EDITS, Math.ceil(operations * 0.9));
  add(OTHERS, Math.ceil(operations * 0.54));
  add(faults, Math.ceil(operations * 0.78));
  if (kind === 'numbered') add(NUMBERED, Math.ceil(operations * 0.3));
  return steps.sort((a, b) => a.at - b.at).map((step, id) => ({ ...step, id }));
}

/** A desk's database goes back in time, or looks as if it had. */
function isRewind(kind: string): boolean {
  return kind === 'desk restore' || kind === 'desk rewind' || kind === 'kill behind';
}

export function networkFault(step: Step): NetworkFault {
  if (step.kind === TOO_LARGE) return TOO_LARGE;
  return NETWORK_FAULTS[Math.floor((step.r[0] ?? 0) * NETWORK_FAULTS.length)] ?? 'dropped request';
}

function weighted(kinds: Readonly<Record<string, number>>, fraction: number): string {
  const entries = Object.entries(kinds);
  let rest = fraction * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) {
    rest -= weight;
    if (rest < 0) return kind;
  }
  return entries[0]?.[0] ?? '';
}
