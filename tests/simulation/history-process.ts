import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planHistory } from './plan.ts';
import { plantedBugs } from './planted/bugs.ts';
import { plant } from './planted/plant.ts';
import type { RunOptions } from './run-history.ts';
import { SpareConnections } from './spare-connections.ts';
import type { HistoryResult, ProcessRequest, Seed } from './start-histories.ts';

// Histories are full of errors that are expected; nobody reads where each was made.
Error.stackTraceLimit = 0;

const request = JSON.parse(process.argv[2] ?? '{}') as ProcessRequest;
const bug = plantedBugs.find(({ name }) => name === request.bug);
if (bug) plant(bug);
// Not before: what it imports may be changed.
const { runHistory } = await import('./run-history.ts');
const spares = new SpareConnections(request.folder);

process.on('message', (seed: Seed) => {
  void run(seed).then((result) => process.send?.(result));
});

async function run(seed: Seed): Promise<HistoryResult> {
  const { violations, digest, operations, faults } = await runHistory({
    ...historyOf(seed),
    spares,
  });
  return { seed, violations, digest, operations, faults: Object.fromEntries(faults) };
}

function historyOf(seed: Seed): RunOptions {
  if (typeof seed === 'string') {
    const path = join(import.meta.dirname, 'seeds', `${seed}.json`);
    return JSON.parse(readFileSync(path, 'utf8')) as RunOptions;
  }
  const options = { ...request, seed };
  return { ...options, steps: planHistory(options) };
}
