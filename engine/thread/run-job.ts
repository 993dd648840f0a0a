import { Worker } from 'node:worker_threads';
import {
  errorFromJson,
  SatchelError,
  type SatchelErrorJson,
  toSatchelError,
} from '../../shared/errors/satchel-error.ts';
import type { JobProgress } from '../backup/job.ts';
import type { JobOutput, RunJob } from '../backup/jobs.ts';

/** The last message is `done` or `failed`. The only message to a job says that it is cancelled. */
export type FromJob =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly error: SatchelErrorJson };

/** Runs each job in a thread that lives as long as the job. */
export function jobsInThreads(entry: URL): RunJob {
  return (name, input, context) =>
    new Promise<JobOutput<typeof name>>((resolve, reject) => {
      const worker = new Worker(entry, { workerData: { name, input }, execArgv: [] });
      const cancel = (): void => {
        worker.postMessage('cancel');
      };
      context.signal.addEventListener('abort', cancel, { once: true });
      if (context.signal.aborted) cancel();
      worker.on('message', (message: FromJob) => {
        if (message.type === 'progress') context.progress(message.progress);
        else if (message.type === 'done') resolve(message.output as JobOutput<typeof name>);
        else reject(errorFromJson(message.error) ?? new SatchelError('INTERNAL', { detail: name }));
      });
      worker.on('error', (error) => {
        reject(toSatchelError(error));
      });
      worker.on('exit', (code) => {
        context.signal.removeEventListener('abort', cancel);
        // After `done` or `failed` this settles nothing any more.
        reject(new SatchelError('INTERNAL', { detail: `the job ended with code ${code}` }));
      });
    });
}
