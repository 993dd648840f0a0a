import type { MutationOutcome } from '../../shared/protocol/upload.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { Head } from '../store/clinics.ts';
import type { Client } from '../store/database.ts';
import { findViolation, type Rejected, toRejection, type Violation } from '../store/rejection.ts';
import { inTrial } from '../store/savepoint.ts';
import { findHolder, writeSet } from '../store/write-batch.ts';
import type { ApplyTarget, Mutation } from './batch.ts';
import { rejectSuspects } from './suspects.ts';
import { toUnits, type Unit } from './units.ts';

/** Rejections that may turn out well once the rest of the batch has been written. */
const worthAnotherTry: ReadonlySet<string> = new Set(['missing-reference', 'dependants', 'unique']);

/**
 * Writes the mutations whose base fits: all at once where nothing is wrong with them. Where a constraint refuses
 * the set it is halved until the culprits stand alone, so that one poison row never blocks the rest [SYNC-4].
 *
 * @returns the outcome of each mutation that was not applied, and the commit of the others, if any
 */
export async function applyMutations(
  client: Client,
  target: ApplyTarget,
  mutations: readonly Mutation[],
): Promise<Applied> {
  const settled: MutationOutcome[] = [];
  let commit: Head | null = null;
  let waiting = toUnits(mutations);
  for (;;) {
    const refused = new Map<Unit, MutationOutcome[]>();
    commit = (await applyRound(client, { target, refused }, waiting)) ?? commit;
    const applied = waiting.length - refused.size;
    waiting = [];
    for (const [unit, outcomes] of refused) {
      if (applied > 0 && outcomes.some(mayYetFit)) waiting.push(unit);
      else settled.push(...outcomes);
    }
    if (waiting.length === 0) return { commit, outcomes: settled };
  }
}

interface Applied {
  readonly commit: Head | null;
  readonly outcomes: MutationOutcome[];
}

function mayYetFit(outcome: MutationOutcome): boolean {
  return outcome.status === 'rejected' && worthAnotherTry.has(outcome.reason);
}

interface Progress {
  readonly target: ApplyTarget;
  readonly refused: Map<Unit, MutationOutcome[]>;
}

/** All at once; where that fails, without those that are certain to be refused, halving what is left. */
async function applyRound(
  client: Client,
  progress: Progress,
  units: readonly Unit[],
): Promise<Head | null> {
  if (units.length < 2) return applyUnits(client, progress, units);
  const { target, refused } = progress;
  const { commit, violation } = await tryWrite(client, target, units.flat());
  if (!violation) return commit;
  const rejections = await rejectSuspects(client, target, units.flat());
  const rest: Unit[] = [];
  for (const unit of units) {
    if (unit.every(({ index }) => !rejections.has(index))) rest.push(unit);
    else
      refused.set(
        unit,
        unit.map(({ index }) => rejections.get(index) ?? inGroup(index)),
      );
  }
  return applyUnits(client, progress, rest);
}

/** Refused for a sibling's sake. */
function inGroup(index: number): MutationOutcome {
  return { index, status: 'rejected', reason: 'group' };
}

async function applyUnits(
  client: Client,
  progress: Progress,
  units: readonly Unit[],
): Promise<Head | null> {
  const only = units[0];
  if (!only) return null;
  const { commit, violation } = await tryWrite(client, progress.target, units.flat());
  if (!violation) return commit;
  if (units.length === 1) {
    progress.refused.set(
      only,
      await refuseUnit(client, progress.target, { unit: only, violation }),
    );
    return null;
  }
  const middle = units.length >> 1;
  const first = await applyUnits(client, progress, units.slice(0, middle));
  return (await applyUnits(client, progress, units.slice(middle))) ?? first;
}

/** Writes all of them, or nothing and says which rule refused. */
async function tryWrite(
  client: Client,
  target: ApplyTarget,
  mutations: readonly Mutation[],
): Promise<{ commit: Head; violation?: undefined } | { commit: null; violation: Violation }> {
  try {
    return { commit: await writeSet(client, target, mutations) };
  } catch (error) {
    const violation = findViolation(error);
    if (!violation) throw error;
    return { commit: null, violation };
  }
}

async function refuseUnit(
  client: Client,
  target: ApplyTarget,
  { unit, violation }: { unit: Unit; violation: Violation },
): Promise<MutationOutcome[]> {
  const culprit = await findCulprit(client, target, { unit, violation });
  const rejection = await explain(client, target, culprit);
  return unit.map((mutation) =>
    mutation === culprit.mutation ? rejection : inGroup(mutation.index),
  );
}

interface Culprit {
  readonly mutation: Mutation;
  readonly violation: Violation;
}

/** Which member of a group breaks the rule: the first whose addition to those before it does. */
async function findCulprit(
  client: Client,
  target: ApplyTarget,
  { unit, violation }: { unit: Unit; violation: Violation },
): Promise<Culprit> {
  const fallback = { mutation: unit[0] as Mutation, violation };
  if (unit.length === 1) return fallback;
  const ordered = toUnits(unit.map((mutation) => ({ ...mutation, group: null }))).flat();
  return inTrial(client, async () => {
    for (const copy of ordered) {
      const { violation: broken } = await tryWrite(client, target, [copy]);
      const mutation = unit.find(({ index }) => index === copy.index);
      if (broken && mutation) return { mutation, violation: broken };
    }
    return fallback;
  });
}

async function explain(
  client: Client,
  target: ApplyTarget,
  { mutation, violation }: Culprit,
): Promise<Rejected> {
  const table = target.batch.frames[mutation.frame]?.table as TableManifest;
  const rejection = toRejection(violation, { mutation, table, schema: target.schema });
  const column = rejection.columns?.[0];
  if (rejection.reason !== 'unique' || column === undefined) return rejection;
  const holder = await findHolder(client, target, { mutation, column });
  return holder === undefined
    ? rejection
    : { ...rejection, holder: JSON.parse(holder) as WireValue[] };
}
