import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planHistory, kindOf } from './plan.ts';
import { plantedBugs } from './planted/bugs.ts';
import { plant } from './planted/plant.ts';
import type { RunOptions } from './run-history.ts';
import type { ClinicKind } from './sim-schema.ts';
import { SpareConnections } from './spare-connections.ts';
import type { HistoryResult, ProcessRequest, Seed } from './start-histories.ts';

// Histories are full of errors that are expected; nobody reads where each was made.
Error.stackTraceLimit = 0;

const request = JSON.parse(process.argv[2] ?? '{}') as ProcessRequest;
const bug = plantedBugs.find(({ name }) => name === request.bug);
if (bug) plant(bug);
// Not before: what it imports may be changed.
const { runHistory } = await import('./run-history.ts');
/** Of histories with the same tables. */
const spares = new Map<ClinicKind, SpareConnections>();

process.on('message', (seed: Seed) => {
  void run(seed).then((result) => process.send?.(result));
});

async function run(seed: Seed): Promise<HistoryResult> {
  const history = historyOf(seed);
  const { violations, digest, operations, faults } = await runHistory({
    ...history,
    spares: sparesOf(history.kind ?? 'plain'),
  });
  return { seed, violations, digest, operations, faults: Object.fromEntries(faults) };
}

function sparesOf(kind: ClinicKind): SpareConnections {
  const known = spares.get(kind);
  if (known) return known;
  const folder = join(request.folder, kind);
  mkdirSync(folder);
  const made = new SpareConnections(folder);
  spares.set(kind, made);
  return made;
}

function historyOf(seed: Seed): RunOptions {
  if (typeof seed === 'string') {
    const path = join(import.meta.dirname, 'seeds', `${seed}.json`);
    return JSON.parse(readFileSync(path, 'utf8')) as RunOptions;
  }
  // Which history shows a planted bug was found when there were none.
  const kind = request.kind ?? (bug === undefined ? kindOf(seed) : 'plain');
  const options = { ...request, seed, kind };
  return { ...options, steps: planHistory(options) };
}
