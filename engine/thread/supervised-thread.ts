import { mapEventIterator, ORPCError } from '@orpc/client';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { CallOptions, EngineLink } from '../api/contract-link.ts';
import { toRpcError } from '../api/errors-as-data.ts';
import { CrashGuard } from './crash-guard.ts';
import { type RunningThread, startThread, type ThreadOptions } from './running-thread.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A thread that lived this long starts again at the shortest delay. */
const SETTLED_MS = 60_000;
/** So many deaths within this time start it in safe mode from then on. */
const SAFE_MODE = { limit: 3, withinMs: 10 * 60_000 };

export interface SupervisedThread {
  readonly link: EngineLink;
  /** Closes the thread in order, does what can only be done while it is gone, and starts it again. */
  replace(between?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface SupervisorOptions extends Omit<ThreadOptions, 'data'> {
  readonly data: Omit<ThreadOptions['data'], 'safeMode'>;
  onCrash(error: SatchelError): void;
}

type State =
  | { readonly is: 'running'; readonly thread: RunningThread }
  | { readonly is: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly is: 'starting' }
  | { readonly is: 'closed' };

/**
 * A thread that is started again, later and later, when it dies. Calls under way and streams then fail with
 * `ENGINE_STOPPED`, as do calls made before the next one is ready; none is repeated, since only its caller
 * knows whether that is safe.
 *
 * @throws SatchelError what the first start failed for
 */
export async function superviseThread(options: SupervisorOptions): Promise<SupervisedThread> {
  const guard = new CrashGuard(() => performance.now(), SAFE_MODE);
  let safeMode = false;
  let delayMs = FIRST_DELAY_MS;
  let state: State = { is: 'starting' };
  let starting: Promise<void> = start();
  await starting;

  return { link: { call }, replace, close };

  async function start(): Promise<void> {
    const thread = await startThread({ ...options, data: { ...options.data, safeMode } });
    if (isClosed()) {
      await thread.close();
      return;
    }
    state = { is: 'running', thread };
    const startedAt = performance.now();
    void thread.ended.then((reason) => {
      if (!reason) return;
      if (performance.now() - startedAt > SETTLED_MS) delayMs = FIRST_DELAY_MS;
      restartLater(reason);
    });
  }

  function restartLater(reason: SatchelError): void {
    if (isClosed()) return;
    safeMode = guard.crashed() || safeMode;
    options.log.write('error', 'a thread stopped and is started again', {
      code: reason.code,
      delayMs,
      safeMode,
    });
    const timer = setTimeout(() => {
      state = { is: 'starting' };
      starting = start().catch((error: unknown) => {
        restartLater(toSatchelError(error));
      });
    }, delayMs);
    state = { is: 'waiting', timer };
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    options.onCrash(reason);
  }

  function replace(between?: () => Promise<void>): Promise<void> {
    const before = state;
    if (before.is !== 'running') return between?.() ?? Promise.resolve();
    state = { is: 'starting' };
    starting = (async () => {
      await before.thread.close();
      await between?.();
      await start();
    })().catch((error: unknown) => {
      restartLater(toSatchelError(error));
    });
    return starting;
  }

  async function call(path: readonly string[], input: unknown, callOptions: CallOptions) {
    if (state.is !== 'running' || state.thread.isGone()) {
      throw toRpcError(new SatchelError('ENGINE_STOPPED'));
    }
    const { thread } = state;
    try {
      const output = await thread.link.call(path, input, callOptions);
      return isEventIterator(output) ? keepErrorsClear(output, callOptions.signal) : output;
    } catch (error) {
      // A call that a closing thread was still answering may find its store closed, which is nobody's mistake.
      const lost = hasLeft(thread) && error instanceof ORPCError && error.code === 'INTERNAL';
      throw clearError(lost ? undefined : error, callOptions.signal);
    }
  }

  function hasLeft(thread: RunningThread): boolean {
    return state.is !== 'running' || state.thread !== thread;
  }

  async function close(): Promise<void> {
    const before = state;
    state = { is: 'closed' };
    if (before.is === 'waiting') clearTimeout(before.timer);
    if (before.is === 'starting') await starting;
    if (before.is === 'running') await before.thread.close();
  }

  function isClosed(): boolean {
    return state.is === 'closed';
  }
}

function isEventIterator(output: unknown): output is AsyncIterator<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

function keepErrorsClear(iterator: AsyncIterator<unknown>, signal: AbortSignal | undefined) {
  return mapEventIterator(iterator, {
    value: (value) => Promise.resolve(value),
    error: (error) => Promise.resolve(clearError(error, signal)),
  });
}

/** What is neither the engine's own answer nor the caller's own abort is the port closing under the call. */
function clearError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof ORPCError || signal?.aborted) return error;
  return toRpcError(new SatchelError('ENGINE_STOPPED', {}, { cause: error }));
}
