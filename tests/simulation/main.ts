// `npm run simulate`: seeded histories, what was injected, and what did not hold; a failing one is shrunk to the steps
// it needs. Exits with 1 when anything did not hold, a bug was not caught, or many histories never met some kind of fault.
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { plantedBugs } from './planted/bugs.ts';
import { hunt } from './planted/hunt.ts';
import { ENOUGH, FAULT_KINDS, isEventful, planHistory, type PlanOptions, kindOf } from './plan.ts';
import { runHistory } from './run-history.ts';
import { scatter } from './scatter.ts';
import { shrink } from './shrink.ts';
import type { ClinicKind } from './sim-schema.ts';
import type { Seed } from './start-histories.ts';

const program = new Command('npm run simulate --')
  .description('Histories of desks and a server under every kind of fault, each from its seed.')
  .option('--histories <number>', 'how many', wholeNumber, 50)
  .option('--seed <number>', 'the seed of the first; the others follow', wholeNumber, 1)
  .option('--desks <number>', 'desks of a history', wholeNumber, 4)
  .option('--operations <number>', 'what people do in a history', wholeNumber, 100)
  .option('--workers <number>', 'processes at a time', wholeNumber, availableParallelism())
  .addOption(
    new Option(
      '--kind <kind>',
      'of all of them; otherwise in every fourth desks see and decide each other’s conflicts, and others have records with numbers',
    ).choices(['plain', 'shared', 'numbered'] satisfies ClinicKind[]),
  )
  .option('--log', 'tell what happened in each history, line by line')
  .option(
    '--planted',
    'put bugs into the sources one at a time, and name the history that catches each',
  )
  .option('--bug <text...>', 'of those the ones whose name has this text', [''])
  .parse();
const values = program.opts<{
  histories: number;
  seed: number;
  desks: number;
  operations: number;
  workers: number;
  kind?: ClinicKind;
  log?: true;
  planted?: true;
  bug: string[];
}>();
/** From so many histories on, a kind of fault that none met is a fault of the plan. */
const ENOUGH_FOR_EVERY_FAULT = 300;
/** How often a long run says how far it is. */
const PROGRESS_MS = 30_000;
/** A failing history is run some hundred times to be shrunk; of many the first are enough to begin with. */
const SHRUNK = 3;
const { histories, workers } = values;
const common = {
  desks: values.desks,
  operations: values.operations,
  ...(values.kind ? { kind: values.kind } : {}),
};
// Whoever reads a pipe may have read enough.
process.stdout.on('error', () => process.exit(1));
const seeds = Array.from({ length: histories }, (_, n) => values.seed + n);

process.exitCode = values.planted ? await catchPlanted() : values.log ? await tell() : await run();

/** Each bug that is planted into the engine or the server must show in some history. */
async function catchPlanted(): Promise<number> {
  const waiting = plantedBugs.filter(({ name }) => values.bug.some((part) => name.includes(part)));
  const total = waiting.length;
  let missed = 0;
  const work = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const { seed, violation } = await hunt(bug, { world: common, histories });
      if (seed === undefined) missed++;
      const words = seed === undefined ? 'NOT CAUGHT' : `seed ${String(seed)}: ${violation}`;
      say(`${bug.name}\n    ${words}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  say(`${String(total)} planted bugs, ${String(missed)} not caught`);
  return missed > 0 ? 1 : 0;
}

/** What happened in each history, line by line. */
async function tell(): Promise<number> {
  for (const seed of seeds) {
    const options = { kind: kindOf(seed), ...common, seed };
    const { log } = await runHistory({ ...options, steps: planHistory(options), keepLog: true });
    say(log.join('\n'));
  }
  return 0;
}

async function run(): Promise<number> {
  const started = performance.now();
  const faults = new Map<string, number>();
  const failed: Seed[] = [];
  let [operations, done, eventful] = [0, 0, 0];
  const elapsed = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const progress = setInterval(() => {
    const so = `${String(done)} of ${String(histories)} histories, ${String(failed.length)} failed`;
    process.stderr.write(`${so}, ${elapsed()} s\n`);
  }, PROGRESS_MS);
  await scatter(common, { seeds, workers }, (result) => {
    done++;
    operations += result.operations;
    if (isEventful(result)) eventful++;
    for (const [kind, count] of Object.entries(result.faults)) {
      faults.set(kind, (faults.get(kind) ?? 0) + count);
    }
    if (result.violations.length === 0) return;
    failed.push(result.seed);
    say(`seed ${String(result.seed)}: ${result.violations.join('\n  ')}`);
  });
  clearInterval(progress);
  const seconds = elapsed();
  for (const seed of failed.slice(0, SHRUNK)) await sayShrunk({ ...common, seed: Number(seed) });
  say(`${String(histories)} histories, ${String(operations)} operations, in ${seconds} s`);
  const enough = `${String(ENOUGH.operations)} operations and ${String(ENOUGH.faults)} faults`;
  say(`${String(eventful)} of them with at least ${enough}`);
  for (const kind of [...new Set([...FAULT_KINDS, ...faults.keys()])].sort()) {
    say(`  ${kind.padEnd(24)} ${String(faults.get(kind) ?? 0)}`);
  }
  say(`${String(failed.length)} histories in which something did not hold`);
  const unmet = FAULT_KINDS.filter((kind) => !faults.has(kind));
  const isWhole = histories < ENOUGH_FOR_EVERY_FAULT || unmet.length === 0;
  if (!isWhole) say(`never injected: ${unmet.join(', ')}`);
  return failed.length > 0 || !isWhole ? 1 : 0;
}

async function sayShrunk(asked: PlanOptions): Promise<void> {
  const options = { kind: kindOf(asked.seed), ...asked };
  const steps = planHistory(options);
  const kept = await shrink(steps, async (fewer) => {
    const { violations } = await runHistory({ ...options, steps: fewer });
    return violations.length > 0;
  });
  const { violations } = await runHistory({ ...options, steps: kept });
  say(
    `seed ${String(options.seed)} needs ${String(kept.length)} of ${String(steps.length)} steps:`,
  );
  for (const { id, at, desk, kind } of kept) {
    say(`  ${String(id).padStart(4)} at ${String(at)} ms: d${String(desk)} ${kind}`);
  }
  say(`  ${violations.join('\n  ')}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}
