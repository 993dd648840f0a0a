import { parentPort, workerData } from 'node:worker_threads';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type JobInput, type JobName, runJobHere } from '../backup/jobs.ts';
import { type FromJob, jobsInThreads } from './run-job.ts';

/** One job in a thread of its own; it ends with the job. */
const { name, input } = workerData as { name: JobName; input: JobInput<JobName> };
const stop = new AbortController();
const tell = (message: FromJob): void => parentPort?.postMessage(message);
parentPort?.once('message', () => {
  stop.abort();
});

try {
  const { signal } = stop;
  const beside = jobsInThreads(new URL(import.meta.url));
  const output = await runJobHere(name, input, {
    signal,
    checkBeside: (path, key) =>
      beside('check-integrity', { path, key }, { signal, progress: () => undefined }),
    progress: (progress) => {
      tell({ type: 'progress', progress });
    },
  });
  tell({ type: 'done', output });
} catch (error) {
  tell({ type: 'failed', error: toSatchelError(error).toJSON() });
}
parentPort?.close();
