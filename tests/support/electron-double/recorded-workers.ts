import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const started: { readonly entry: string; readonly worker: threads.Worker }[] = [];

/** Notes every thread that is started from now on, so that a test can end one as a crash would. */
export function recordWorkers(): void {
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      started.push({ entry: String(given[0]), worker: this });
    }
  };
  syncBuiltinESMExports();
}

/** Ends the newest engine thread at once, whatever it is doing. @throws RangeError where none was started */
export async function killEngineThread(): Promise<object> {
  const engine = started.findLast(({ entry }) => entry.includes('engine-thread'));
  if (!engine) throw new RangeError('no engine thread was started');
  await engine.worker.terminate();
  return {};
}
