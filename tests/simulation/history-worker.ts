import { parentPort, workerData } from 'node:worker_threads';
import { planHistory } from './plan.ts';
import { plantedBugs } from './planted/bugs.ts';
import { plant } from './planted/plant.ts';
import type { HistoryRequest, HistoryResult } from './scatter.ts';

const request = workerData as HistoryRequest;
const bug = plantedBugs.find(({ name }) => name === request.bug);
if (bug) plant(bug);
// Not before: what it imports may be changed.
const { runHistory } = await import('./run-history.ts');

parentPort?.on('message', (seed: number) => {
  void run(seed).then((result) => {
    parentPort?.postMessage(result);
  });
});

async function run(seed: number): Promise<HistoryResult> {
  const options = { ...request, seed };
  const { violations, digest, operations, faults } = await runHistory({
    ...options,
    steps: planHistory(options),
  });
  return { seed, violations, digest, operations, faults: Object.fromEntries(faults) };
}
