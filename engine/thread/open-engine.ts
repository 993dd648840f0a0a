import { engineRouter } from '../api/router.ts';
import type { Log } from '../ports.ts';
import { toSatchelError } from '../../shared/errors/satchel-error.ts';
import { createEngine, type EngineOptions } from '../engine.ts';
import { canRescue } from '../backup/can-rescue.ts';
import { createRescue } from '../rescue.ts';
import { createAxiosTransport } from '../sync/axios-transport.ts';
import { TrustedRoots } from '../network/trusted-roots.ts';
import { readersOf } from './readers.ts';
import { jobsInThreads } from './run-job.ts';
import { proxiesOf } from './thread-proxies.ts';
import { secretsOf } from './thread-secrets.ts';
import type { Served } from './serve-thread.ts';
import type { ThreadData } from './messages.ts';
import { systemClock, systemRandom } from './system-ports.ts';

// Beside this file, in a source run and in a bundle.
const jobEntry = new URL(
  import.meta.url.endsWith('.ts') ? './job-thread.ts' : './job-thread.js',
  import.meta.url,
);

/** The engine of one home with the write connection and the sync worker: what its thread serves. */
export async function openEngine(
  data: Omit<ThreadData, 'rpc'>,
  log: Log,
  restart: () => void,
): Promise<Served> {
  const { home, environment, autoSync, safeMode, sealNew } = data;
  const transport = createAxiosTransport(systemClock, {
    proxies: proxiesOf(data),
    roots: new TrustedRoots(log),
  });
  const readers = readersOf(home);
  const options: EngineOptions = {
    home,
    environment,
    runJob: jobsInThreads(jobEntry),
    restart,
    sealNew,
    releaseReaders: () => {
      readers.release();
    },
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: secretsOf(data),
      log,
      transport,
    },
  };
  const engine = await createEngine(options).catch((caught: unknown) => {
    const error = toSatchelError(caught);
    if (!canRescue(error)) throw error;
    log.write('error', 'the database cannot be opened; backups can be restored', {
      code: error.code,
    });
    return createRescue(options, error);
  });
  if (autoSync) engine.start({ safeMode });
  return {
    router: engineRouter,
    context: { services: engine.services, now: () => systemClock.now() },
    close: async () => {
      await engine.close();
      transport.close();
      readers.close();
    },
  };
}
