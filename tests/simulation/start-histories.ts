import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import type { Outcome } from './run-history.ts';
import type { ClinicKind } from './sim-schema.ts';

/** The number that a history is planned from, or the name of one that is kept in `seeds/`. */
export type Seed = number | string;

/** What all histories of a run have in common. */
export interface HistoryRequest {
  readonly desks: number;
  readonly operations: number;
  /** As the seed says unless told. */
  readonly kind?: ClinicKind;
  /** The name of a planted bug. */
  readonly bug?: string;
}

export interface ProcessRequest extends HistoryRequest {
  /** For what histories leave to each other. */
  readonly folder: string;
}

/** A history's outcome as it comes from a process. */
export type HistoryResult = Pick<Outcome, 'violations' | 'digest' | 'operations'> & {
  readonly seed: Seed;
  readonly faults: Readonly<Record<string, number>>;
};

export interface Histories {
  /** One at a time. @throws RangeError where the process ended instead of answering */
  run(seed: Seed): Promise<HistoryResult>;
  end(): void;
}

/*
 * A history opens some forty databases and prepares a thousand statements: a sixth of its time went into the C library's
 * heap, which by default keeps seven freed pieces of a size at hand. Young objects live until the next step, and
 * collecting them on other threads takes more from the two cores than it gives. What happens in a history is the same.
 */
const HEAP = [
  'glibc.malloc.tcache_count=30000',
  'glibc.malloc.trim_threshold=268435456',
  'glibc.malloc.mmap_threshold=268435456',
  'glibc.malloc.top_pad=16777216',
].join(':');
const COLLECTING = ['--single-threaded-gc', '--min-semi-space-size=32', '--max-semi-space-size=32'];

/** Starts a process of its own that runs histories as they are asked for. */
export function startHistories(request: HistoryRequest): Histories {
  const folder = makeFolder();
  const asked = JSON.stringify({ ...request, folder } satisfies ProcessRequest);
  const child = fork(new URL('./history-process.ts', import.meta.url), [asked], {
    execArgv: COLLECTING,
    env: {
      ...process.env,
      GLIBC_TUNABLES: HEAP,
      NODE_COMPILE_CACHE: join(tmpdir(), 'satchel-simulation-compiled'),
    },
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    rmSync(folder, { recursive: true, force: true });
    throw new RangeError(`the histories' process ended: ${String(code ?? signal)}`);
  });
  ended.catch(() => undefined);
  return {
    async run(seed) {
      child.send(seed);
      const [result] = (await Promise.race([once(child, 'message'), ended])) as [HistoryResult];
      return result;
    },
    end() {
      child.kill('SIGKILL');
      // Once more when it has ended; but this process may end before.
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
